using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Inspections;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Cli.Inspections;

internal static class InspectionCommand
{
    // Whoever may run this command holds the database: they draw as an inspector does, under their own name. No file opens here.
    private static Actor Operator => new(Environment.UserName, Environment.UserName, Roles.Inspector, null, null, null);

    public static Command Create() => new("inspection", "Samples of people for inspectors: drawn by chance, repeatable, and read beside the national figures.") { Draw(), List(), Check(), Result() };

    private static Command Draw()
    {
        var title = new Option<string>("--title") { Description = "What the inspection is called.", Required = true };
        var from = Settings.Date("--from", "Supervision started on this day or later; seven months ago where it is left out.");
        var to = Settings.Date("--to", "Supervision started on this day or earlier; six months ago where it is left out.");
        var region = new Option<string[]>("--region") { Description = "Draw from this region, A to L. May be repeated; all where it is left out.", AllowMultipleArgumentsPerToken = true, HelpName = "CODE" };
        var size = new Option<int>("--size") { Description = "How many people.", DefaultValueFactory = _ => 60 };
        var seed = new Option<int?>("--seed") { Description = "The same seed and the same people to draw from give the same sample. One is made where it is left out.", HelpName = "NUMBER" };
        var command = new Command("draw", "Draws a sample of flagged people by when supervision started, each region in proportion, and prints its id.") { title, from, to, region, size, seed };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(seed) < 0)
                throw StopException.Usage("--seed is 0 or more.");
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            using var occasion = Occasion.Begin(Actor.Service("referrals inspection"), "referrals inspection draw");
            var areas = services.GetRequiredService<CatalogueSource>().Current.Areas;
            var regions = parsed.GetValue(region) ?? [];
            if (Array.Find(regions, code => areas.Regions.All(r => r.Code != code)) is { } unknown)
                throw StopException.Usage($"There is no region '{unknown}'. There are: {string.Join(", ", areas.Regions.Select(r => $"{r.Code} {r.Name}"))}.");
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var usual = InspectionService.UsualPeriod(LondonTime.DateOf(now));
            var started = new StatisticsPeriod(parsed.GetValue(from) ?? usual.From, parsed.GetValue(to) ?? usual.To);
            if (started.From > started.To)
                throw StopException.Usage("--from is after --to.");
            var (id, refusal) = await services.GetRequiredService<InspectionService>().Draw(
                Operator,
                new DrawSample { RequestId = Ids.New(now), Title = parsed.GetRequiredValue(title), Started = started, Regions = [.. regions.Distinct(StringComparer.Ordinal)], Size = parsed.GetValue(size), Seed = parsed.GetValue(seed) },
                cancellation);
            Console.Out.WriteLine(id?.ToString() ?? throw new StopException(refusal!.Words));
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command List()
    {
        var json = Settings.Json();
        var command = new Command("list", "Every sample, the latest first.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var all = await services.GetRequiredService<InspectionService>().List(Operator, cancellation);
            if (parsed.GetValue(json))
                Print.Json(all.Select(v => new { v.Sample.Id, v.Sample.Title, v.Sample.StartedFrom, v.Sample.StartedTo, v.Sample.Regions, v.Sample.Seed, v.Sample.Size, v.Sample.FrameSize, v.Sample.FrameChecksum, v.Strata, v.Judged, v.Sample.DrawnAt, v.Sample.DrawnBy, v.Sample.FinishedAt }));
            else
                Print.Columns([.. all.Select(v => new[] { v.Sample.Id.ToString(), string.Create(CultureInfo.InvariantCulture, $"{v.Sample.Size} of {v.Sample.FrameSize}"), string.Create(CultureInfo.InvariantCulture, $"seed {v.Sample.Seed}"), string.Create(CultureInfo.InvariantCulture, $"{v.Judged} judged"), v.Sample.Title })]);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Check()
    {
        var id = new Argument<Guid>("id") { Description = "The sample, as 'referrals inspection list' gives it." };
        var command = new Command("check", "Draws a sample again. Ends with 1 where it comes to other people, and says why.") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var again = await services.GetRequiredService<InspectionService>().DrawnAgain(parsed.GetRequiredValue(id), cancellation) ?? throw new StopException("There is no such sample.");
            if (!again.SameSample)
                throw new StopException(again.SameFrame ? "The same people to draw from give another sample: it was not drawn with its seed." : "There are other people to draw from than there were, and so another sample.");
            Console.Out.WriteLine(again.SameFrame ? "Drawn again it is the same sample." : "There are other people to draw from than there were; the sample is the same all the same.");
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Result()
    {
        var id = new Argument<Guid>("id") { Description = "The sample, as 'referrals inspection list' gives it." };
        var json = Settings.Json();
        var command = new Command("result", "What inspectors found, with how far a sample of this size may lie from the truth, beside the national figure.") { id, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            // What leaves a command may be passed on: small counts are withheld as from a national lead.
            var result = await services.GetRequiredService<InspectionService>().Result(Operator with { Role = Roles.NationalLead }, parsed.GetRequiredValue(id), cancellation) ?? throw new StopException("There is no such sample.");
            if (parsed.GetValue(json))
                Print.Json(result.Select(r => new { r.Measure.Key, r.Measure.Name, Yes = r.Yes.Count, No = r.No.Count, NotApplicable = r.NotApplicable.Count, CannotTell = r.CannotTell.Count, r.Interval?.Share, r.Interval?.Low, r.Interval?.High, Counted = r.Counted.Value, National = r.National.Value }));
            else
                Print.Columns([["measure", "yes", "no", "n/a", "cannot tell", "share", "between", "counted", "national"], .. result.Select(r => new[] { r.Measure.Name, r.Yes.ToString(), r.No.ToString(), r.NotApplicable.ToString(), r.CannotTell.ToString(), Percent(r.Interval?.Share), r.Interval is { } found ? $"{Percent(found.Low)} and {Percent(found.High)}" : "", r.Counted.ToString(), r.National.ToString() })]);
            return ExitCodes.Fine;
        });
        return command;

        static string Percent(double? share) => share is { } known ? (100 * known).ToString("0.0", CultureInfo.InvariantCulture) : "";
    }
}
