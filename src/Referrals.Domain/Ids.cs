namespace Referrals.Domain;

public static class Ids
{
    /// <summary>A key that sorts by <paramref name="now"/>.</summary>
    public static Guid New(DateTimeOffset now) => Guid.CreateVersion7(now);
}
