using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Referrals.Web.Access;

namespace Referrals.Web.Startup;

public static class SignIn
{
    public static void AddReferralsSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IDevelopmentDirectory, ConfiguredDirectory>();
        builder.Services.AddSingleton<IValidateOptions<SignInSettings>, SignInCheck>();
        builder.Services.AddOptions<SignInSettings>().BindConfiguration(SignInSettings.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.LoginPath = "/sign-in";
            options.LogoutPath = "/sign-out";
            options.ReturnUrlParameter = "return";
            options.ExpireTimeSpan = TimeSpan.FromHours(8);
            options.Cookie.Name = "referrals-session";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            // A closed door answers 403 and the error page words it, where it is; no detour over another address.
            options.Events.OnRedirectToAccessDenied = denied =>
            {
                denied.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        builder.Services.AddAuthorization(Doors.Hang);
    }
}
