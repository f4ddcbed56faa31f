using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Events;
using Referrals.Application.Jobs;

namespace Referrals.Cli.Events;

internal static class EventsCommand
{
    public static Command Create() => new("events", "What services outside are told: who is told, how deliveries stand, and sending again.") { Receivers(), Replay() };

    private static Command Receivers()
    {
        var json = Settings.Json();
        var command = new Command("receivers", "Names the receivers of the configuration and how their deliveries stand.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var standings = await services.GetRequiredService<EventService>().Standings(cancellation);
            if (parsed.GetValue(json))
                Print.Json(standings.Select(s => new { s.Name, s.Waiting, s.WaitingSince, s.LastTakenAt, GivenUp = s.GivenUp.Count }));
            else if (standings.Count == 0)
                Console.Out.WriteLine("Nobody is told: no receiver is configured.");
            else
                Print.Columns([.. standings.Select(s => new[] { s.Name, $"{Print.Count(s.Waiting, "event", "events")} waiting", $"{s.GivenUp.Count} given up" })]);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Replay()
    {
        var to = new Option<string>("--to") { Description = "A receiver of the configuration.", HelpName = "NAME", Required = true };
        var from = new Option<string>("--from") { Description = "The first event to be sent again: its number, or the time from which on, such as 2026-03-02T09:00Z.", HelpName = "NUMBER|INSTANT", Required = true };
        var json = Settings.Json();
        var command = new Command("replay", "Puts everything from an event or a time on into the queue of a receiver again, in order. The job events delivers it.") { to, from, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var said = parsed.GetRequiredValue(from);
            var start = long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new ReplayFrom { EventId = id }
                : StandingClock.TryParse(said, out var at) ? new ReplayFrom { Time = at }
                : throw StopException.Usage($"'{said}' is neither the number of an event nor an instant like 2026-03-02T09:00Z.");
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var events = services.GetRequiredService<EventService>();
            var actor = Actor.Service("events replay");
            using var occasion = Occasion.Begin(actor, "events replay");
            var name = parsed.GetRequiredValue(to);
            if (await events.Replay(actor, name, start, cancellation) is not { } count)
                throw StopException.Usage($"There is no receiver '{name}'. There {(events.Receivers.Count == 0 ? "are none" : $"are: {string.Join(", ", events.Receivers)}")}.");
            await services.GetRequiredService<AuditWriter>().Write(Occasion.Current!.Take());
            if (parsed.GetValue(json))
                Print.Json(new { Receiver = name, Events = count });
            else
                Console.Out.WriteLine($"{Print.Count(count, "event", "events")} to be sent to {name} again.");
            return ExitCodes.Fine;
        });
        return command;
    }
}
