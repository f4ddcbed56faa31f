using static Referrals.Domain.Wording;

namespace Referrals.Domain;

public enum BookedKind
{
    Person,
    Facilitator,
    Room,
}

/// <param name="Key">What makes it the same one: an id, a code.</param>
/// <param name="Name">As it is shown.</param>
public sealed record Booked(BookedKind Kind, string Key, string Name)
{
    public bool Equals(Booked? other) => other is not null && Kind == other.Kind && Key == other.Key;

    public override int GetHashCode() => HashCode.Combine(Kind, Key);
}

public sealed record Booking
{
    public required Booked Who { get; init; }

    public required DateOnly On { get; init; }

    public required TimeOnly Start { get; init; }

    public required int Minutes { get; init; }

    /// <summary>What it is booked for, as it is shown.</summary>
    public required string What { get; init; }

    internal DateTime Begins => On.ToDateTime(Start);

    internal DateTime Ends => Begins.AddMinutes(Minutes);
}

/// <summary>Two bookings of one person, facilitator or room that overlap; <see cref="First"/> begins no later.</summary>
public sealed record Clash(Booked Who, Booking First, Booking Second)
{
    public string Words =>
        $"{Who.Name} is booked for {First.What} on {Day(First.On)} at {Time(First.Start)} for {First.Minutes} minutes and for {Second.What} on {Day(Second.On)} at {Time(Second.Start)}.";
}

public static class Clashes
{
    /// <summary>Every pair of bookings of the same that overlap, in order of time. What ends when the other begins does not clash.</summary>
    public static IReadOnlyList<Clash> Among(IReadOnlyList<Booking> bookings)
    {
        ArgumentNullException.ThrowIfNull(bookings);
        var clashes = new List<Clash>();
        foreach (var own in bookings.GroupBy(booking => booking.Who))
        {
            var inOrder = own.OrderBy(booking => booking.Begins).ThenBy(booking => booking.Ends).ToList();
            for (var i = 0; i < inOrder.Count; i++)
            {
                for (var j = i + 1; j < inOrder.Count && inOrder[j].Begins < inOrder[i].Ends; j++)
                    clashes.Add(new Clash(own.Key, inOrder[i], inOrder[j]));
            }
        }

        return clashes.OrderBy(clash => clash.Second.Begins).ThenBy(clash => clash.First.Begins).ToList();
    }
}
