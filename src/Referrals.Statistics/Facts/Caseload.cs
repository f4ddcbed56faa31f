using System.Collections;
using System.Runtime.InteropServices;

namespace Referrals.Statistics;

/// <summary>Which dates of a person decide whether a period may hold anything of them.</summary>
public enum DatedBy
{
    /// <summary>None: everybody is looked at.</summary>
    Nothing,
    Assessment,
    NeedAssessed,
    SupervisionStarted,
    SupervisionEnded,
    DeliveryStarted,
}

/// <summary>
/// The rows of everybody, with the first and the last of each kind of date kept beside them. Most people have nothing in a period, and are passed over without their row being
/// touched: reading a million rows from memory takes longer than counting those that matter.
/// </summary>
public sealed class Caseload : IReadOnlyList<PersonFacts>
{
    private readonly PersonFacts[] people;
    private readonly Span[][] spans;

    private Caseload(PersonFacts[] people, Span[][] spans) => (this.people, this.spans) = (people, spans);

    public static Caseload Empty { get; } = Of([]);

    public int Count => people.Length;

    public PersonFacts this[int index] => people[index];

    public static Caseload Of(PersonFacts[] people)
    {
        ArgumentNullException.ThrowIfNull(people);
        var made = new Caseload(people, [.. Enum.GetValues<DatedBy>().Select(by => by == DatedBy.Nothing ? [] : new Span[people.Length])]);
        for (var i = 0; i < people.Length; i++) made.Date(i);
        return made;
    }

    /// <summary>The same with some changed and some more at the end. This one stays as it is.</summary>
    public Caseload With(IReadOnlyList<(int Place, PersonFacts Person)> changed, IReadOnlyList<PersonFacts> added)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(added);
        PersonFacts[] now = [.. people, .. added];
        var made = new Caseload(now, [.. spans.Select((s, by) => by == (int)DatedBy.Nothing ? s : [.. s, .. new Span[added.Count]])]);
        foreach (var (place, person) in changed)
        {
            now[place] = person;
            made.Date(place);
        }

        for (var i = people.Length; i < now.Length; i++) made.Date(i);
        return made;
    }

    /// <summary>Everybody's dates of one kind beside a period; null where no such date decides.</summary>
    internal Dated? By(DatedBy by, StatisticsPeriod period) => by == DatedBy.Nothing ? null : new Dated(spans[(int)by], period.From.DayNumber, period.To.DayNumber);

    internal readonly struct Dated
    {
        private readonly Span[] spans;
        private readonly int from;
        private readonly int to;

        internal Dated(Span[] spans, int from, int to) => (this.spans, this.from, this.to) = (spans, from, to);

        /// <summary>Whether the period may hold such a date of the person at this place.</summary>
        public bool MayHold(int index) => spans[index].Meets(from, to);
    }

    public IEnumerator<PersonFacts> GetEnumerator() => ((IEnumerable<PersonFacts>)people).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => people.GetEnumerator();

    private void Date(int index)
    {
        var person = people[index];
        spans[(int)DatedBy.Assessment][index] = Of(person.Assessments, static a => a.On);
        spans[(int)DatedBy.NeedAssessed][index] = Of(person.Needs, static n => n.AssessedOn);
        spans[(int)DatedBy.SupervisionStarted][index] = Of(person.Orders, static o => o.StartsOn);
        spans[(int)DatedBy.SupervisionEnded][index] = Of(person.Orders, static o => o.EndedOn);
        var started = Span.None;
        foreach (var need in person.Needs) started = started.And(Of(need.Deliveries, static d => d.StartedOn));
        spans[(int)DatedBy.DeliveryStarted][index] = started;

        static Span Of<T>(System.Collections.Immutable.ImmutableArray<T> of, Func<T, DateOnly?> date)
        {
            var span = Span.None;
            foreach (var one in of)
            {
                if (date(one) is { } on) span = span.And(new Span(on.DayNumber, on.DayNumber));
            }

            return span;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Span(int First, int Last)
    {
        public static Span None { get; } = new(int.MaxValue, int.MinValue);

        public Span And(Span other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last));

        public bool Meets(int from, int to) => First <= to && Last >= from;
    }
}
