using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Referrals.Web.Pages.Statistics.Measures;

/// <summary>Every table there is.</summary>
public sealed class IndexModel : PageModel;
