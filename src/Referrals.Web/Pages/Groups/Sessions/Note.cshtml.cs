using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>What a facilitator writes of one person in one session.</summary>
public sealed class NoteModel(RegisterService registers, TimeProvider time) : SessionPage(registers)
{
    private const string TooLong = "Use 2,000 characters or fewer";

    /// <summary>Becomes the note's id, so that the same form sent twice writes one.</summary>
    [BindProperty]
    public Guid? RequestId { get; set; }

    [BindProperty]
    [StringLength(GroupWords.LongestWords, ErrorMessage = TooLong)]
    public string? Covered { get; set; }

    [BindProperty]
    [StringLength(GroupWords.LongestWords, ErrorMessage = TooLong)]
    public string? Engagement { get; set; }

    [BindProperty]
    [StringLength(GroupWords.LongestWords, ErrorMessage = TooLong)]
    public string? Homework { get; set; }

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

        switch (await Registers.WriteNote(Actor, id, deliveryId, Trimmed(Covered), Trimmed(Engagement), Trimmed(Homework), RequestId, cancellation))
        {
            case null:
                Done = "The note is saved";
                return Redirect(Links.Session(id));
            case NoteEmpty empty:
                ModelState.AddModelError(nameof(Covered), empty.Words);
                return Page();
            default:
                return NotFound();
        }
    }

    private static string? Trimmed(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();

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
