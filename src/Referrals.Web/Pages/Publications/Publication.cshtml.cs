using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Publishing;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Publications;

/// <summary>One publication as it was frozen, and its files.</summary>
public sealed class PublicationModel(PublishingService publishing) : PageModel
{
    public PublicationView View { get; private set; } = null!;

    /// <summary>The words of the frozen bulletin; null where the reader may not read them yet.</summary>
    public string? Bulletin { get; private set; }

    /// <summary>Every number of it that may be read, first to last.</summary>
    public IReadOnlyList<PublicationView> Series { get; private set; } = [];

    public PublicationView? Later => Series.LastOrDefault(v => v.IsReleased && v.Publication.Number > View.Publication.Number);

    public bool MayPublish => PublishingService.MayPublish(User.Actor());

    public bool MayRevise => MayPublish && View is { IsReleased: true } && Series.All(v => v.Publication.Number <= View.Publication.Number);

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, string? file, CancellationToken cancellation)
    {
        if (await publishing.Find(User.Actor(), id, cancellation) is not { } view)
        {
            return NotFound();
        }

        if (file is not null)
        {
            return await publishing.File(User.Actor(), id, file, cancellation) is { } asked
                ? File(asked.Content, asked.ContentType, string.Create(CultureInfo.InvariantCulture, $"{view.Publication.AsAt:yyyy-MM-dd}-number-{view.Publication.Number}-{asked.Name}"))
                : NotFound();
        }

        View = view;
        Series = [.. (await publishing.List(User.Actor(), cancellation)).Where(v => v.Publication.SeriesId == view.Publication.SeriesId).OrderBy(v => v.Publication.Number)];
        if (view.MaySee && await publishing.File(User.Actor(), id, Application.Publishing.Publication.Bulletin, cancellation) is { } bulletin)
        {
            Bulletin = BulletinWriter.Main(Encoding.UTF8.GetString(bulletin.Content));
        }

        return Page();
    }
}
