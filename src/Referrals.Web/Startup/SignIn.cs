using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Web.Access;

namespace Referrals.Web.Startup;

/// <summary>How people and programs prove who they are.</summary>
public static partial class SignIn
{
    /// <summary>Addresses below this are for programs, which prove themselves by a bearer token and never by a cookie.</summary>
    public const string Api = "/api";

    /// <summary>Where the provider sends the browser back to.</summary>
    public const string Callback = "/sign-in/callback";

    private const string SchemeOfThePath = "by-path";

    public static void AddReferralsSignIn(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton<IDevelopmentDirectory, ConfiguredDirectory>();
        services.AddSingleton<IValidateOptions<SignInSettings>, SignInCheck>();
        services.AddOptions<SignInSettings>().BindConfiguration(SignInSettings.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<OpenIdSettings>, OpenIdCheck>();
        services.AddOptions<OpenIdSettings>().BindConfiguration(OpenIdSettings.Section).ValidateOnStart();
        // The client's own log lines hold addresses, and an address may hold a code.
        services.AddHttpClient(OpenIdHandler.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10)).RemoveAllLoggers();
        services.AddSingleton<Tokens>();
        services.AddSingleton<ClaimsMap>();
        services.AddSingleton<SessionTickets>();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SessionTickets, IOptions<SignInSettings>>((options, tickets, settings) =>
            {
                options.SessionStore = tickets;
                // The store knows when a session is idle; the cookie lasts as long as a session can.
                options.ExpireTimeSpan = settings.Value.Sessions.Longest;
                options.SlidingExpiration = false;
            });
        services.AddOptions<OpenIdOptions>(OpenIdHandler.SchemeName)
            .Configure<IDataProtectionProvider, IHttpClientFactory>((options, protection, clients) =>
            {
                options.State = new PropertiesDataFormat(protection.CreateProtector("Referrals.SignIn.State"));
                options.Backchannel = clients.CreateClient(OpenIdHandler.ClientName);
            });

        var secure = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        // A browser keeps a cookie of this name only from this very host, over https.
        var prefix = builder.Environment.IsDevelopment() ? "" : "__Host-";
        services.AddAuthentication(SchemeOfThePath)
            .AddPolicyScheme(SchemeOfThePath, null, options =>
            {
                options.ForwardDefaultSelector = http => http.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase) ? BearerHandler.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme;
                options.ForwardSignIn = CookieAuthenticationDefaults.AuthenticationScheme;
                options.ForwardSignOut = CookieAuthenticationDefaults.AuthenticationScheme;
            })
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null)
            .AddRemoteScheme<OpenIdOptions, OpenIdHandler>(OpenIdHandler.SchemeName, null, options =>
            {
                options.CallbackPath = Callback;
                options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.SaveTokens = false;
                // The provider sends the browser back by a link, which a lax cookie goes along with.
                options.CorrelationCookie.SameSite = SameSiteMode.Lax;
                options.CorrelationCookie.SecurePolicy = secure;
                options.CorrelationCookie.HttpOnly = true;
                options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
                options.Events = new RemoteAuthenticationEvents();
                options.Events.OnTicketReceived = async received =>
                {
                    var http = received.HttpContext;
                    // Whoever left a session of theirs in this browser does not get the one that begins now: its key is a new one.
                    http.Request.Headers.Cookie = default;
                    http.Features.Set<IRequestCookiesFeature>(new RequestCookiesFeature(http.Features));
                    // The handler answers before any occasion has begun: the line is written here, and nobody is signed in without it.
                    await http.RequestServices.GetRequiredService<AuditWriter>()
                        .Write([new AuditLine(received.Principal!.Actor(), AuditActs.SignedIn, null, null, "GET /sign-in/callback", Reference.Of(http), null)]);
                };
                options.Events.OnRemoteFailure = failure =>
                {
                    var log = failure.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Referrals.SignIn");
                    NotSignedIn(log, failure.Failure?.Message ?? "no reason given");
                    failure.Response.Redirect($"/sign-in/failed{(failure.Failure is NotLetInException refused ? $"?why={refused.Why}" : "")}");
                    failure.HandleResponse();
                    return Task.CompletedTask;
                };
            })
            .AddCookie(options =>
            {
                options.LoginPath = "/sign-in";
                options.LogoutPath = "/sign-out";
                options.ReturnUrlParameter = "return";
                options.Cookie.Name = prefix + "referrals-session";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = secure;
                // A closed door answers 403 and the error page words it, where it is; no detour over another address.
                options.Events.OnRedirectToAccessDenied = denied =>
                {
                    denied.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                };
            });
        services.AddAuthorization(Doors.Hang);
    }

    /// <summary>Where the provider says that somebody has signed out: by its own request, and by a frame in the person's browser.</summary>
    public static void MapReferralsSessions(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var hasProvider = app.Services.GetRequiredService<IOptions<SignInSettings>>().Value.Mode == SignInSettings.OpenId;
        app.MapPost("/sign-out/back-channel", async ([FromForm(Name = "logout_token")] string? token, Tokens tokens, SignInSessions sessions, ILoggerFactory loggers, CancellationToken cancellation) =>
        {
            if (!hasProvider)
            {
                return Results.NotFound();
            }

            try
            {
                var (subject, session) = await tokens.Logout(token ?? "", cancellation);
                await sessions.EndFor(subject, session, cancellation);
                return Results.Ok();
            }
            catch (TokenException e)
            {
                NotSignedOut(loggers.CreateLogger("Referrals.SignIn"), e.Message);
                return Results.Json(new { error = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
            }
        }).AllowAnonymous().DisableAntiforgery().RequireRateLimiting(Limits.SignIns);
        app.MapGet("/sign-out/front-channel", async (string? iss, string? sid, Tokens tokens, SignInSessions sessions, CancellationToken cancellation) =>
        {
            if (!hasProvider)
            {
                return Results.NotFound();
            }

            if (!string.IsNullOrEmpty(sid) && iss == (await tokens.Configuration.GetConfigurationAsync(cancellation)).Issuer)
            {
                await sessions.EndFor(null, sid, cancellation);
            }

            return Results.Ok();
        }).AllowAnonymous().RequireRateLimiting(Limits.SignIns);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Somebody was not signed in: {Why}")]
    private static partial void NotSignedIn(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-out was not believed: {Why}")]
    private static partial void NotSignedOut(ILogger log, string why);
}
