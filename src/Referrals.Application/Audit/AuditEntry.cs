using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Referrals.Application.Access;

namespace Referrals.Application.Audit;

/// <summary>What the audit log says was done.</summary>
public static class AuditActs
{
    public const string Viewed = "viewed";
    public const string Listed = "listed";
    public const string Searched = "searched";
    public const string Changed = "changed";
    public const string Exported = "exported";
    public const string SignedIn = "signed-in";
    public const string SignedOut = "signed-out";
    public const string Refused = "refused";
    public const string BreakGlass = "break-glass";

    /// <summary>Something of the service itself: a job begun by hand, a message sent again.</summary>
    public const string Ran = "ran";

    public static IReadOnlyList<string> All { get; } = [Viewed, Listed, Searched, Changed, Exported, SignedIn, SignedOut, Refused, BreakGlass, Ran];
}

/// <summary>One thing somebody did, about to be written down.</summary>
/// <param name="Detail">Without personal content: kinds of milestones, codes, counts.</param>
public sealed record AuditLine(Actor Actor, string What, Guid? PersonId, string? Crn, string Feature, string? Reference, string? Detail);

/// <summary>One line of the audit log. Ids are 1, 2, 3 … without a gap; each line carries the hash of the one before it (docs/adr/0012).</summary>
public sealed class AuditEntry
{
    public const int LongestDetail = 400;

    /// <summary>The hash before the first line.</summary>
    public static string Beginning { get; } = new('0', 64);

    public long Id { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Username { get; init; }
    public required string Name { get; init; }
    public required string Role { get; init; }
    public string? RegionCode { get; init; }
    public int? PduId { get; init; }

    /// <summary>One of <see cref="AuditActs"/>.</summary>
    public required string What { get; init; }

    public Guid? PersonId { get; init; }
    public string? Crn { get; init; }

    /// <summary>The route as written in the code, or the job or command.</summary>
    public required string Feature { get; init; }

    /// <summary>The request's reference number, which finds it in the logs.</summary>
    public string? Reference { get; init; }

    public string? Detail { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    /// <summary>Puts a line behind the one before it.</summary>
    public static AuditEntry Following(long previousId, string previousHash, AuditLine line, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(line);
        var entry = new AuditEntry
        {
            Id = previousId + 1,
            At = at.ToUniversalTime(),
            Username = Cut(line.Actor.Username, 200)!,
            Name = Cut(line.Actor.Name, 200)!,
            Role = line.Actor.Role,
            RegionCode = line.Actor.RegionCode,
            PduId = line.Actor.PduId,
            What = line.What,
            PersonId = line.PersonId,
            Crn = line.Crn,
            Feature = Cut(line.Feature, 200)!,
            Reference = line.Reference,
            Detail = Cut(line.Detail, LongestDetail),
            PreviousHash = previousHash,
            Hash = "",
        };
        return entry.With(entry.HashOfContent());
    }

    /// <summary>SHA-256, in hexadecimal, over every field but the hash itself, each behind its length so that no two contents read alike.</summary>
    public string HashOfContent()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        Span<byte> text = stackalloc byte[(LongestDetail + 1) * 3];
        foreach (var field in (ReadOnlySpan<string?>)
        [
            "1", PreviousHash, Id.ToString(CultureInfo.InvariantCulture), At.UtcTicks.ToString(CultureInfo.InvariantCulture), Username, Name, Role, RegionCode,
            PduId?.ToString(CultureInfo.InvariantCulture), What, PersonId?.ToString("N"), Crn, Feature, Reference, Detail,
        ])
        {
            if (field is null)
            {
                BinaryPrimitives.WriteInt32BigEndian(length, -1);
                hash.AppendData(length);
                continue;
            }

            var bytes = Encoding.UTF8.GetByteCount(field);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes);
            hash.AppendData(length);
            // A field that was tampered with may be longer than any that is written here.
            var room = bytes <= text.Length ? text[..bytes] : new byte[bytes];
            Encoding.UTF8.GetBytes(field, room);
            hash.AppendData(room);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private AuditEntry With(string hash) => new()
    {
        Id = Id, At = At, Username = Username, Name = Name, Role = Role, RegionCode = RegionCode, PduId = PduId, What = What, PersonId = PersonId, Crn = Crn,
        Feature = Feature, Reference = Reference, Detail = Detail, PreviousHash = PreviousHash, Hash = hash,
    };

    private static string? Cut(string? text, int most) => text is { Length: var length } && length > most ? text[..most] : text;
}

/// <summary>How many lines the log has and the hash of the last: one row, moved on in the transaction that adds lines.</summary>
public sealed class AuditHead
{
    public int Id { get; init; }
    public long Count { get; init; }
    public required string Hash { get; init; }
}
