using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Referrals.Web.Pages.Statistics.Questions;

/// <summary>The questions that can be asked by name.</summary>
public sealed class IndexModel : PageModel;
