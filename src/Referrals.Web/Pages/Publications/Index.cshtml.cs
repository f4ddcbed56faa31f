using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Publishing;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Publications;

/// <summary>What was published, and for those who publish what is to come.</summary>
public sealed class IndexModel(PublishingService publishing) : PageModel
{
    public IReadOnlyList<PublicationView> Released { get; private set; } = [];

    public IReadOnlyList<PublicationView> ToCome { get; private set; } = [];

    public bool MayPublish => PublishingService.MayPublish(User.Actor());

    [TempData]
    public string? Done { get; set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var all = await publishing.List(User.Actor(), cancellation);
        Released = [.. all.Where(v => v.IsReleased)];
        ToCome = [.. all.Where(v => !v.IsReleased).OrderBy(v => v.Publication.ReleaseAt)];
    }

    public bool IsRevised(PublicationView view) => Released.Any(v => v.Publication.SeriesId == view.Publication.SeriesId && v.Publication.Number > view.Publication.Number);
}
