using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Audit;

namespace Referrals.Cli.Audit;

internal static class AuditCommand
{
    public static Command Create() => new("audit", "The audit log: whether it is as it was written.") { Verify() };

    private static Command Verify()
    {
        var anchors = new Option<string[]>("--anchor")
        {
            Description = "A state of the log that was kept elsewhere, as an earlier run and the job audit-anchor give it (LINES:HASH). The log must still contain it. May be repeated.",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = Settings.Json();
        var command = new Command("verify", "Walks along the whole log and says which line, if any, is not as it was written. Ends with 1 where one is not.") { anchors, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var known = new List<AuditAnchor>();
            foreach (var text in parsed.GetValue(anchors) ?? [])
                known.Add(AuditAnchor.TryParse(text, out var anchor) ? anchor : throw StopException.Usage($"'{text}' is not an anchor: it is the number of lines, a colon and the 64 characters of a hash."));
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var verdict = await services.GetRequiredService<AuditLog>().Verify(known, cancellation);
            if (parsed.GetValue(json))
                Print.Json(new { verdict.Checked, Anchor = verdict.Head?.ToString(), verdict.BrokenAt, verdict.Problem });
            else if (verdict.Head is { } head)
                Console.Out.WriteLine($"{Print.Count((int)Math.Min(verdict.Checked, int.MaxValue), "line", "lines")}, all as they were written. Keep this outside the database: {head}");
            else
                throw new StopException($"The audit log is broken at line {verdict.BrokenAt}. {verdict.Problem} {Print.Count((int)Math.Min(verdict.Checked, int.MaxValue), "line", "lines")} before it as written.");
            return verdict.Head is null ? ExitCodes.Failed : ExitCodes.Fine;
        });
        return command;
    }
}
