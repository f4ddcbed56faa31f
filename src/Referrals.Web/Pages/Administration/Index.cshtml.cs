using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Administration;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Messages;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Administration;

/// <summary>What an administrator looks after: messages that reached nobody, jobs, data quality.</summary>
public sealed partial class IndexModel(AdministrationService administration, UnownedDuties duties, JobRunner jobs, Dispatch dispatch, PersonService people, TimeProvider time, ILogger<IndexModel> log, IJobScheduler? scheduler = null) : PageModel
{
    /// <summary>How long a message may wait before somebody should look.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    public IReadOnlyList<UndeliverableMessage> Undeliverable { get; private set; } = [];

    /// <summary>How many there are, of which the latest are shown.</summary>
    public int UndeliverableTotal { get; private set; }

    public int Waiting { get; private set; }

    public IReadOnlyList<JobLine> Jobs { get; private set; } = [];

    /// <summary>Where the scheduler shows itself; null where it does not, or where this node runs no jobs.</summary>
    public string? Dashboard => scheduler?.Dashboard;

    public DataQuality Quality { get; private set; } = null!;

    public ServiceHealth Health { get; private set; } = null!;

    /// <summary>What needs somebody to look, in words; none where all is well.</summary>
    public IReadOnlyList<string> Wrong { get; private set; } = [];

    /// <summary>Regions where first contact with a partner is due and nobody is known who could make it.</summary>
    public IReadOnlyList<UnownedRegion> Unowned { get; private set; } = [];

    [TempData]
    public string? Done { get; set; }

    public async Task OnGetAsync(CancellationToken cancellation) => await Load(cancellation);

    public async Task<IActionResult> OnPostRunAsync(string job, CancellationToken cancellation)
    {
        if (jobs.Jobs.All(j => j.Name != job))
        {
            return NotFound();
        }

        try
        {
            Done = $"Job {job}: {await jobs.Run(job, cancellation)}";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Kept with the job's last run by JobRunner, and shown in its row.
            JobFailed(e, job);
            ModelState.AddModelError("", $"Job {job} failed. Its last run says why.");
            await Load(cancellation);
            return Page();
        }

        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostTryAgainAsync(Guid message, string? address, CancellationToken cancellation)
    {
        address = string.IsNullOrWhiteSpace(address) ? null : address.Trim();
        if (address is not null && !new EmailAddressAttribute().IsValid(address))
        {
            ModelState.AddModelError($"address-{message}", "Enter an e-mail address in the right form, like name@example.org");
        }
        else if (await dispatch.TryAgain(User.Actor(), message, address, cancellation))
        {
            Done = "The message will be tried again within a minute";
            return RedirectToPage();
        }
        else
        {
            ModelState.AddModelError($"address-{message}", "Enter an address: this message has none. If it has one, somebody else has already sent it again.");
        }

        await Load(cancellation);
        return Page();
    }

    /// <summary>A person as they are named, or whoever holds a role (role@region or role@region/PDU) in words.</summary>
    public string For(string addressee)
    {
        ArgumentNullException.ThrowIfNull(addressee);
        if (addressee.Split('@') is not [var role, var area] || !Roles.All.Contains(role))
        {
            return addressee;
        }

        return area.Split('/') switch
        {
            [_, var pdu] when int.TryParse(pdu, out var id) => $"{RoleWords.Of(role)}, {people.AreaName(null, id)}",
            ["unknown"] => $"{RoleWords.Of(role)}, area not known",
            [var region] => $"{RoleWords.Of(role)}, {people.AreaName(region, null)}",
            _ => addressee,
        };
    }

    public string RegionName(string? code) => code is null ? "Region not known" : people.AreaName(code, null);

    private async Task Load(CancellationToken cancellation)
    {
        (Undeliverable, UndeliverableTotal) = await administration.Undeliverable(cancellation);
        Waiting = await administration.Waiting(cancellation);
        Jobs = await administration.Jobs(cancellation);
        Unowned = await duties.Regions(User.Actor(), cancellation);
        Quality = await administration.Quality(cancellation);
        Health = await administration.Health(cancellation);
        var now = time.GetUtcNow();
        Wrong =
        [
            .. UndeliverableTotal > 0 ? [UndeliverableTotal == 1 ? "1 message reached nobody." : $"{UndeliverableTotal:N0} messages reached nobody."] : Array.Empty<string>(),
            .. Health.OldestWaiting is { } waiting && now - waiting > s_patience ? [$"A message has waited to be sent since {waiting.Words()}."] : Array.Empty<string>(),
            .. Jobs.Where(j => j.LastRun?.Error is not null).Select(j => $"The job {j.Job.Name} failed when it last ran."),
            .. Jobs.Where(j => j.LastRun is { } run && Startup.Schedule.IsOverdue(j.Job, run.StartedAt, now)).Select(j => $"The job {j.Job.Name} has not run when it was due."),
        ];
    }

    [LoggerMessage(LogLevel.Error, "Job {Job} failed when an administrator ran it")]
    private partial void JobFailed(Exception exception, string job);
}
