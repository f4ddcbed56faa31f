using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Access;
using Referrals.Web.Access;

namespace Referrals.Web.Pages;

public sealed class IndexModel : PageModel
{
    public Actor Actor => User.Actor();
}
