using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Publishing;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Cli.Publishing;

internal static class PublishCommand
{
    // Whoever may run this command holds the database: they publish as an administrator does, under their own name.
    private static Actor Operator => new(Environment.UserName, Environment.UserName, Roles.Administrator, null, null, null);

    public static Command Create() => new("publish", "Frozen sets of tables, protected as one: made, listed, written to files and checked.") { Make(), List(), Write(), Verify() };

    private static Command Make()
    {
        var title = new Option<string>("--title") { Description = "What it is called.", Required = true };
        var summary = new Option<string>("--summary") { Description = "What it is about, for somebody who has never seen it.", Required = true };
        var contact = new Option<string>("--contact") { Description = "Who to ask: an address.", Required = true };
        var measures = new Option<string>("--measures") { Description = "What is counted, as 'referrals statistics definitions' names it; of a revision what it revises counts.", DefaultValueFactory = _ => Families.ReferralsAndCompletions.Key };
        measures.AcceptOnlyFromAmong([.. PublishingService.Families.Select(f => f.Key)]);
        var cohort = new Option<string?>("--cohort") { Description = "By which date people belong to the period, where the measures have several: assessment, supervision-start or supervision-end.", HelpName = "DATE" };
        var from = Settings.Date("--from", "The first day counted, by the date of the measures.", required: true);
        var to = Settings.Date("--to", "The last day counted.", required: true);
        var by = new Option<string[]>("--by") { Description = "The tables, by what their rows are. May be repeated.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [Breakdown.Region.Key] };
        by.AcceptOnlyFromAmong([.. PublishingService.Breakdowns.Select(b => b.Key)]);
        var both = new Option<string[]>("--by-two") { Description = "Tables by two at once, such as region+sex; both are to be tables by themselves too. May be repeated.", AllowMultipleArgumentsPerToken = true, HelpName = "ONE+OTHER" };
        var threshold = new Option<int>("--threshold") { Description = "The smallest number shown.", DefaultValueFactory = _ => DisclosureRules.UsualThreshold };
        var round = new Option<int?>("--round-to") { Description = "Round every count to the nearest of these instead of withholding.", HelpName = "NUMBER" };
        var provisional = new Option<bool>("--provisional") { Description = "Later figures of the same people are expected." };
        var release = Settings.Date("--release", "Released at 9:30am of this day; now where it is left out.");
        var revises = new Option<Guid?>("--revises") { Description = "The publication this is the next number of.", HelpName = "ID" };
        var changed = new Option<string?>("--changed") { Description = "What changed and why, for a revision." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what it would be, and keep nothing." };
        var command = new Command("make", "Counts, protects and freezes. Ends with 1 where it cannot be published, and says why.") { title, summary, contact, measures, cohort, from, to, by, both, threshold, round, provisional, release, revises, changed, dry };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(from) > parsed.GetValue(to))
                throw StopException.Usage("--from is after --to.");
            if (parsed.GetValue(threshold) < 3 || parsed.GetValue(round) < 3)
                throw StopException.Usage("--threshold and --round-to are 3 or more.");
            var family = PublishingService.Families.Single(f => f.Key == parsed.GetRequiredValue(measures));
            var dated = family.FindCohort(parsed.GetValue(cohort)) ?? throw StopException.Usage($"{family.Key} is dated by: {string.Join(", ", family.Cohorts.Select(c => c.Key))}.");
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            using var occasion = Occasion.Begin(Actor.Service("referrals publish"), "referrals publish make");
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var request = new MakePublication
            {
                RequestId = Ids.New(now),
                Title = parsed.GetRequiredValue(title),
                Summary = parsed.GetRequiredValue(summary),
                Contact = parsed.GetRequiredValue(contact),
                Period = new StatisticsPeriod(parsed.GetValue(from)!.Value, parsed.GetValue(to)!.Value),
                Family = family,
                Cohort = dated,
                Pairs = [.. (parsed.GetValue(both) ?? []).Select(Pair)],
                By = [.. PublishingService.Breakdowns.Where(b => parsed.GetRequiredValue(by).Contains(b.Key))],
                Threshold = parsed.GetValue(threshold),
                RoundTo = parsed.GetValue(round),
                IsProvisional = parsed.GetValue(provisional),
                ReleaseAt = parsed.GetValue(release) is { } day ? LondonTime.At(day, new TimeOnly(9, 30)) : now,
                Revises = parsed.GetValue(revises),
                Changed = parsed.GetValue(changed),
            };
            if (request.ReleaseAt < now)
                throw StopException.Usage("--release is in the past.");
            var publishing = services.GetRequiredService<PublishingService>();
            if (parsed.GetValue(dry))
            {
                var (document, refused) = await publishing.Prepare(Operator, request, cancellation);
                foreach (var table in document?.Tables ?? throw new StopException(refused!.Words))
                    Console.Out.WriteLine(TextTable.Write(table.Table));
                return ExitCodes.Fine;
            }

            var (id, refusal) = await publishing.Make(Operator, request, cancellation);
            Console.Out.WriteLine(id?.ToString() ?? throw new StopException(refusal!.Words));
            return ExitCodes.Fine;
        });
        return command;
    }

    private static (Breakdown, Breakdown) Pair(string words) =>
        words.Split('+') is [var one, var two] && PublishingService.Breakdowns.FirstOrDefault(b => b.Key == one) is { } by && PublishingService.Breakdowns.FirstOrDefault(b => b.Key == two) is { } and
            ? (by, and) : throw StopException.Usage($"--by-two is two of these with a + between: {string.Join(", ", PublishingService.Breakdowns.Select(b => b.Key))}.");

    private static Command List()
    {
        var json = Settings.Json();
        var command = new Command("list", "Every publication, latest release first.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var all = await services.GetRequiredService<PublishingService>().List(Operator, cancellation);
            if (parsed.GetValue(json))
                Print.Json(all.Select(v => new { v.Publication.Id, v.Publication.Title, v.Publication.Number, v.Publication.AsAt, v.Publication.ReleaseAt, v.IsReleased, v.Publication.Definitions, v.Publication.Checksum }));
            else
                Print.Columns([.. all.Select(v => new[] { v.Publication.Id.ToString(), string.Create(CultureInfo.InvariantCulture, $"number {v.Publication.Number}"), string.Create(CultureInfo.InvariantCulture, $"{(v.IsReleased ? "released" : "for")} {v.Publication.ReleaseAt:yyyy-MM-dd}"), v.Publication.Title })]);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Write()
    {
        var id = new Argument<Guid>("id") { Description = "The publication, as 'referrals publish list' gives it." };
        var output = new Option<string>("--output") { Description = "The folder that gets the files.", HelpName = "FOLDER", Required = true };
        var command = new Command("write", "Writes the files of a publication that is released, byte for byte as they were frozen.") { id, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            using var occasion = Occasion.Begin(Actor.Service("referrals publish"), "referrals publish write");
            var publishing = services.GetRequiredService<PublishingService>();
            var folder = Directory.CreateDirectory(parsed.GetRequiredValue(output)).FullName;
            foreach (var name in new[] { Publication.Bulletin, Publication.Csv, Publication.Metadata, Publication.Json, Publication.Ods })
            {
                var file = await publishing.File(Operator, parsed.GetRequiredValue(id), name, cancellation)
                    ?? throw new StopException("There is no such publication, or it is not released yet.");
                await File.WriteAllBytesAsync(Path.Combine(folder, name), file.Content, cancellation);
                Console.Out.WriteLine($"{file.Checksum}  {name}");
            }

            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Verify()
    {
        var command = new Command("verify", "Whether every file of every publication is what it was frozen as. Ends with 1 where one is not.");
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var broken = await services.GetRequiredService<PublishingService>().Broken(cancellation);
            if (broken.Count > 0)
                throw new StopException($"Not as they were frozen: {string.Join(", ", broken)}.");
            Console.Out.WriteLine("Every publication is as it was frozen.");
            return ExitCodes.Fine;
        });
        return command;
    }
}
