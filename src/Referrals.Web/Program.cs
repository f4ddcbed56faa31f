using Referrals.Web.Access;
using Referrals.Web.Api;
using Referrals.Web.Startup;

var builder = WebApplication.CreateBuilder(args);
builder.AddReferralsLogging();
builder.AddReferralsHost();
builder.AddReferralsSignIn();
builder.AddReferralsLimits();
builder.AddReferralsPages();
builder.AddReferralsApi();
builder.AddReferralsWork();
builder.AddReferralsSchedule();

var app = builder.Build();
app.UseReferralsProxies();
app.UseReferralsCulture();
app.UseReferralsReference();
app.UseReferralsRequestLog();
app.UseReferralsErrors();
app.UseReferralsHeaders();
app.UseReferralsFiles();
// Signing in is answered while authenticating, so that it is limited before; everything else once it is known who asks, and before anybody is sent anywhere.
app.UseReferralsSignInLimit();
app.UseAuthentication();
app.UseReferralsAudit();
app.UseRateLimiter();
app.UseAuthorization();
app.MapReferralsHealth();
app.MapReferralsSessions();
app.MapReferralsApi();
app.MapReferralsCalendars();
app.MapRazorPages();
app.MapReferralsSchedule();
app.CheckReferralsDoors();
await app.RunAsync();
