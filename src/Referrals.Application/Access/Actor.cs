using Referrals.Domain;

namespace Referrals.Application.Access;

/// <summary>Who is acting: somebody signed in, or the service itself.</summary>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="StaffCode">The nDelius staff code, where the actor has one; tasks are owned by it.</param>
public sealed record Actor(string Username, string Name, string Role, string? StaffCode, string? RegionCode, int? PduId)
{
    public static Actor Service(string name) => new(name, name, Roles.System, null, null, null);

    /// <summary>How the actor is written into milestones and journals.</summary>
    public string Signature => StaffCode is null ? Username : $"{Name} ({StaffCode})";
}
