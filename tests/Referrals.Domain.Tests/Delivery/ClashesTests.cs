using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class ClashesTests
{
    private static readonly Booked s_hall = new(BookedKind.Room, "hall", "the hall");
    private static readonly Booked s_facilitator = new(BookedKind.Facilitator, "17", "Amara Osei");

    [Fact]
    public void Two_bookings_of_one_room_that_overlap_clash_and_say_so()
    {
        var clash = Assert.Single(Clashes.Among([At(s_hall, 11, "group B"), At(s_hall, 10, "group A")]));

        Assert.Equal(("group A", "group B"), (clash.First.What, clash.Second.What));
        Assert.Equal("the hall is booked for group A on 2 February 2026 at 10:00 for 90 minutes and for group B on 2 February 2026 at 11:00.", clash.Words);
    }

    [Fact]
    public void What_begins_when_the_other_ends_does_not_clash() =>
        Assert.Empty(Clashes.Among([At(s_hall, 10, "A") with { Minutes = 60 }, At(s_hall, 11, "B")]));

    [Fact]
    public void Bookings_of_different_people_and_rooms_do_not_clash() =>
        Assert.Empty(Clashes.Among([At(s_hall, 10, "A"), At(s_facilitator, 10, "A"), At(s_facilitator with { Key = "18" }, 10, "B"), At(s_hall with { Kind = BookedKind.Person }, 10, "B")]));

    [Fact]
    public void The_same_person_under_another_spelling_is_the_same() =>
        Assert.Single(Clashes.Among([At(s_facilitator, 10, "A"), At(s_facilitator with { Name = "A. Osei" }, 10, "B")]));

    [Fact]
    public void A_booking_past_midnight_clashes_with_the_next_morning() =>
        Assert.Single(Clashes.Among([At(s_hall, 23, "A") with { Minutes = 120 }, At(s_hall, 0, "B") with { On = new DateOnly(2026, 2, 3) }]));

    [Fact]
    public void Every_pair_that_overlaps_is_found_and_no_other()
    {
        var bookings = Gen.Choose(0, 12).SelectMany(count => (
            from who in Gen.Elements(s_hall, s_facilitator)
            from day in Gen.Choose(0, 2)
            from quarter in Gen.Choose(30, 95)
            from minutes in Gen.Choose(1, 200)
            select new Booking { Who = who, On = new DateOnly(2026, 2, 2).AddDays(day), Start = TimeOnly.MinValue.AddMinutes(15 * quarter), Minutes = minutes, What = "x" }).ArrayOf(count)).ToArbitrary();

        Prop.ForAll(bookings, all =>
        {
            var expected = 0;
            for (var i = 0; i < all.Length; i++)
            {
                for (var j = i + 1; j < all.Length; j++)
                {
                    var (a, b) = (all[i], all[j]);
                    var (from, to) = (a.On.ToDateTime(a.Start), b.On.ToDateTime(b.Start));
                    if (a.Who == b.Who && from < to.AddMinutes(b.Minutes) && to < from.AddMinutes(a.Minutes))
                        expected++;
                }
            }

            return Clashes.Among(all).Count == expected;
        }).QuickCheckThrowOnFailure();
    }

    private static Booking At(Booked who, int hour, string what) =>
        new() { Who = who, On = new DateOnly(2026, 2, 2), Start = new TimeOnly(hour, 0), Minutes = 90, What = what };
}
