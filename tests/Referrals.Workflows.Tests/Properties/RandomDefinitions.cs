using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Workflows.Tests.Properties;

/// <summary>A piece of a definition; pieces nest, so that every definition drawn from them is one the checker accepts.</summary>
public abstract record Block
{
    public sealed record Note : Block;

    public sealed record Pause : Block;

    public sealed record Child : Block;

    public sealed record Ask(Way Yes, Way No) : Block;

    /// <param name="Again">What happens before the same wait opens again; null for a wait that is never gone back to.</param>
    public sealed record Decide(Way Accepted, Way? Rejected, Way? Again) : Block;

    public sealed record Parallel(string? Mode, IReadOnlyList<Way> Branches) : Block;
}

public enum Tail
{
    GoesOn,
    Ends,
    ListensUntilTheEnd,
}

/// <summary>Blocks one after another, and where they lead.</summary>
public sealed record Way(IReadOnlyList<Block> Blocks, Tail Tail)
{
    public override string ToString() => $"[{string.Join(", ", Blocks)}] {Tail}";
}

public static class RandomDefinitions
{
    public static Arbitrary<Way> Whole { get; } = Arb.From(Gen.Sized(size => WayOf(Math.Min(size, 24), alwaysOn: true, fewest: 3, most: 6)), Smaller);

    public static WorkflowDefinition Definition(Way whole, int version = 1) => new Writing(version).Write(whole).Checked();

    private static IEnumerable<Way> Smaller(Way way)
    {
        for (var i = 0; i < way.Blocks.Count; i++)
        {
            yield return way with { Blocks = [.. way.Blocks.Where((_, at) => at != i)] };
            foreach (var inner in Inner(way.Blocks[i]))
                yield return way with { Blocks = [.. way.Blocks.Take(i), .. inner.Blocks, .. way.Blocks.Skip(i + 1)] };
        }
    }

    private static IEnumerable<Way> Inner(Block block) => block switch
    {
        Block.Ask ask => [ask.Yes, ask.No],
        Block.Decide decide => new[] { decide.Accepted, decide.Rejected, decide.Again }.OfType<Way>(),
        Block.Parallel parallel => parallel.Branches,
        _ => [],
    };

    private static Gen<Way> WayOf(int size, bool alwaysOn, int fewest = 0, int most = 2) =>
        from count in Gen.Choose(fewest, size < 1 ? Math.Max(fewest, 1) : most)
        from blocks in BlockOf(size / 2).ListOf(count)
        from tail in alwaysOn
            ? Gen.Constant(Tail.GoesOn)
            : Gen.Frequency((8, Gen.Constant(Tail.GoesOn)), (1, Gen.Constant(Tail.Ends)), (1, Gen.Constant(Tail.ListensUntilTheEnd)))
        select new Way([.. blocks], tail);

    private static Gen<Block> BlockOf(int size)
    {
        var small = Gen.Elements<Block>(new Block.Note(), new Block.Pause(), new Block.Child());
        if (size < 2)
            return small;
        var through = WayOf(size / 2, alwaysOn: true);
        var anywhere = WayOf(size / 2, alwaysOn: false);
        return Gen.Frequency(
            (3, small),
            (2, from yes in through from no in anywhere select (Block)new Block.Ask(yes, no)),
            (3, from accepted in through from rejected in anywhere.OrNull() from again in through.OrNull() select (Block)new Block.Decide(accepted, rejected, again)),
            (3, from mode in Gen.Elements<string?>("WaitAll", "WaitAll", "WaitAllActive", "WaitAllActive", "WaitAny", null)
                from count in Gen.Choose(2, 3)
                from branches in through.ListOf(count)
                select (Block)new Block.Parallel(mode, [.. branches])));
    }

    private sealed class Writing(int version)
    {
        private readonly Draft draft = new("random", version);
        private int count;

        public Draft Write(Way whole)
        {
            draft.Start().End("end", "Met").End("early", "Closed");

            // Keeps the early end in reach whatever was drawn.
            draft.Fork("whole", "Work", "Watch").Listen("watch", "Recalled", "Died").Note("noted")
                .Go("start -> whole", "whole Watch -> watch", "watch Recalled -> noted", "noted -> watch", "watch Died -> early");
            draft.Go($"whole Work -> {Entry(whole, "end")}");
            return draft;
        }

        private string Entry(Way way, string next)
        {
            next = way.Tail switch
            {
                Tail.Ends => "early",
                Tail.ListensUntilTheEnd => Listening(),
                _ => next,
            };
            foreach (var block in way.Blocks.Reverse())
                next = Entry(block, next);
            return next;
        }

        private string Entry(Block block, string next)
        {
            var id = $"a{++count}";
            switch (block)
            {
                case Block.Note:
                    draft.Note(id).Go($"{id} -> {next}");
                    break;
                case Block.Pause:
                    draft.Timer(id).Go($"{id} Elapsed -> {next}");
                    break;
                case Block.Child:
                    draft.Child(id, "enquiry", "Answered", "Withdrawn").Go($"{id} Answered -> {next}", $"{id} Withdrawn -> {next}");
                    break;
                case Block.Ask ask:
                    draft.Ask(id).Go($"{id} Yes -> {Entry(ask.Yes, next)}", $"{id} No -> {Entry(ask.No, next)}");
                    break;
                case Block.Decide decide:
                    draft.Wait(id, [.. new[] { "Accepted", decide.Rejected is null ? null : "Rejected", decide.Again is null ? null : "More" }.OfType<string>()]);
                    draft.Go($"{id} Accepted -> {Entry(decide.Accepted, next)}");
                    if (decide.Rejected is not null)
                        draft.Go($"{id} Rejected -> {Entry(decide.Rejected, next)}");
                    if (decide.Again is not null)
                        draft.Go($"{id} More -> {Entry(decide.Again, id)}");
                    break;
                case Block.Parallel parallel:
                    var branches = parallel.Branches.Select((way, i) => (Name: $"B{i}", Way: way)).ToList();
                    draft.Fork(id, [.. branches.Select(b => b.Name)]).Join($"{id}j", parallel.Mode).Go($"{id}j -> {next}");
                    foreach (var (name, way) in branches)
                        draft.Go($"{id} {name} -> {Entry(way, $"{id}j")}");
                    break;
            }

            return id;
        }

        private string Listening()
        {
            var id = $"a{++count}";
            draft.Listen(id, "Recalled", "Died").Note($"{id}n").Go($"{id} Recalled -> {id}n", $"{id}n -> {id}", $"{id} Died -> early");
            return id;
        }
    }
}
