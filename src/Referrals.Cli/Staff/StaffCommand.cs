using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Staff;

namespace Referrals.Cli.Staff;

internal static class StaffCommand
{
    private static readonly string[] s_columns = ["code", "name", "email", "role", "region", "pdu"];

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = $"A CSV file with the columns {string.Join(", ", s_columns)}." };
        var json = Settings.Json();
        var command = new Command("staff", "Adds people to the staff directory, or brings them up to date, so that reminders and escalations reach them. Nobody is taken out.") { file, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            string text;
            try
            {
                text = await File.ReadAllTextAsync(path, cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw StopException.Usage($"{path} cannot be read: {e.Message}");
            }

            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var directory = services.GetRequiredService<StaffDirectory>();
            var (entries, problems) = Read(path, text, directory);
            foreach (var problem in problems)
                await Console.Error.WriteLineAsync(problem);
            var (added, changed) = await directory.Store(entries, cancellation);
            if (parsed.GetValue(json))
                Print.Json(new { Added = added, Changed = changed, Unchanged = entries.Count - added - changed, Rejected = problems.Count });
            else
                Console.Out.WriteLine($"{added:N0} added, {changed:N0} changed, {entries.Count - added - changed:N0} unchanged.{(problems.Count > 0 ? $" {Print.Count(problems.Count, "problem", "problems")}: those lines were left out." : "")}");
            return problems.Count > 0 ? ExitCodes.Failed : ExitCodes.Fine;
        });
        return command;
    }

    private static (IReadOnlyList<StaffEntry> Entries, IReadOnlyList<string> Problems) Read(string path, string text, StaffDirectory directory)
    {
        var rows = Csv.Read(text).Where(r => r.Fields is not [""]).ToArray();
        if (rows.Length == 0 || rows[0].Problem is not null || !rows[0].Fields.Select(f => f.Trim().ToLowerInvariant()).SequenceEqual(s_columns))
            throw StopException.Usage($"{path}:1: expected the columns {string.Join(',', s_columns)}.");
        var entries = new Dictionary<string, StaffEntry>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (line, fields, problem) in rows.Skip(1))
        {
            string[] wrong = problem is not null ? [problem]
                : fields.Length != s_columns.Length ? [$"expected {s_columns.Length} fields, found {fields.Length}"]
                : [];
            if (wrong.Length == 0)
            {
                var cells = fields.Select(f => f.Trim()).ToArray();
                int? pdu = int.TryParse(cells[5], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
                var entry = new StaffEntry { Code = cells[0], Name = cells[1], Email = Empty(cells[2]), Role = cells[3], RegionCode = Empty(cells[4]), PduId = pdu };
                wrong = [.. directory.Check(entry), .. cells[5].Length > 0 && pdu is null ? ["the PDU is not a number"] : Array.Empty<string>()];
                if (wrong.Length == 0 && !entries.TryAdd(entry.Code, entry))
                    wrong = [$"the code {entry.Code} is on an earlier line too"];
            }

            problems.AddRange(wrong.Select(w => $"{path}:{line}: {w}"));
        }

        return ([.. entries.Values], problems);
    }

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}
