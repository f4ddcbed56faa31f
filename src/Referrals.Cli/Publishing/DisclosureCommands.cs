using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Extracts;
using Referrals.Application.SubjectAccess;
using Referrals.Domain;

namespace Referrals.Cli.Publishing;

/// <summary>What leaves about single people: to the person themselves, and pseudonymised to evaluators.</summary>
internal static class DisclosureCommands
{
    private static Actor Operator => new(Environment.UserName, Environment.UserName, Roles.Administrator, null, null, null);

    public static Command SubjectAccess()
    {
        var crn = new Argument<string>("crn") { Description = "The person." };
        var output = new Option<string?>("--output") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };
        var command = new Command("subject-access", "Everything held on one person as JSON, for their request; nothing of a partner. It is to be read for others' details before it is given.") { crn, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            using var occasion = Occasion.Begin(Actor.Service("referrals subject-access"), "referrals subject-access");
            var export = await services.GetRequiredService<SubjectAccessService>().Export(Operator, parsed.GetRequiredValue(crn), cancellation)
                ?? throw new StopException("Nothing is held on a person with this CRN.");
            await Print.To(parsed.GetValue(output), export, cancellation);
            return ExitCodes.Fine;
        });
        return command;
    }

    public static Command Extract()
    {
        var from = Settings.Date("--from", "The first day of assessment.", required: true);
        var to = Settings.Date("--to", "The last day of assessment.", required: true);
        var output = new Option<string>("--output") { Description = "The folder that gets needs.csv and data-dictionary.csv.", HelpName = "FOLDER", Required = true };
        var command = new Command("extract", "A pseudonymised line for each need, with a data dictionary, for those who study what works. Referrals__Extract__Key is the secret of the pseudonyms.") { from, to, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(from) > parsed.GetValue(to))
                throw StopException.Usage("--from is after --to.");
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            using var occasion = Occasion.Begin(Actor.Service("referrals extract"), "referrals extract");
            var extracts = services.GetRequiredService<ExtractService>();
            var folder = Directory.CreateDirectory(parsed.GetRequiredValue(output)).FullName;
            var file = Path.Combine(folder, "needs.csv");
            int lines;
            await using (var csv = new StreamWriter(file))
            {
                (lines, var refusal) = await extracts.Write(Operator, parsed.GetValue(from)!.Value, parsed.GetValue(to)!.Value, csv, cancellation);
                if (refusal is not null)
                    throw new StopException(refusal.Words);
            }

            await File.WriteAllTextAsync(Path.Combine(folder, "data-dictionary.csv"), extracts.Dictionary(), cancellation);
            Console.Out.WriteLine(Print.Count(lines, "need", "needs"));
            return ExitCodes.Fine;
        });
        return command;
    }
}
