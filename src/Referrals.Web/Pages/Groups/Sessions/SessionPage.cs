using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>A step about one session of a group that only those who manage the group may take.</summary>
public abstract class SessionPage(RegisterService registers) : PageModel
{
    public Register Register { get; private set; } = null!;

    public Session Session => Register.Session;

    public ProgrammeGroup Group => Register.Group!;

    [TempData]
    public string? Done { get; set; }

    protected Actor Actor => User.Actor();

    protected RegisterService Registers { get; } = registers;

    /// <returns>Null where the step may be taken.</returns>
    protected async Task<IActionResult?> Load(Guid id, CancellationToken cancellation)
    {
        if (await Registers.Find(Actor, id, cancellation) is not { Group: { } group } register)
        {
            return NotFound();
        }

        Register = register;
        return GroupReach.MayManage(Actor, group) ? null : Forbid();
    }
}
