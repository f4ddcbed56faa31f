using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>Raises a risk concern about one person; its words are shown to nobody on the way back.</summary>
public sealed class ConcernModel(RegisterService registers, ConcernService concerns, TimeProvider time) : SessionPage(registers)
{
    /// <summary>Becomes the concern's id, so that the same form sent twice raises one.</summary>
    [BindProperty]
    public Guid? RequestId { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say what the concern is")]
    [StringLength(8000, ErrorMessage = "Use 8,000 characters or fewer")]
    public string? Words { get; set; }

    public RegisterLine Line { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, Guid deliveryId, CancellationToken cancellation)
    {
        RequestId = Ids.New(time.GetUtcNow());
        return await Open(id, deliveryId, cancellation) ?? Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, Guid deliveryId, CancellationToken cancellation)
    {
        if (await Open(id, deliveryId, cancellation) is { } refused)
        {
            return refused;
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await concerns.Raise(Actor, id, deliveryId, Words!.Trim(), RequestId, cancellation))
        {
            case null:
                Done = $"The concern about {Line.PersonName} is raised; their practitioner must read it today";
                return Redirect(Links.Session(id));
            case ConcernEmpty:
                ModelState.AddModelError(nameof(Words), "Say what the concern is");
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult?> Open(Guid id, Guid deliveryId, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        if (RegisterService.Look(Actor, Register, deliveryId) is not { } line)
        {
            return NotFound();
        }

        Line = line;
        return null;
    }
}
