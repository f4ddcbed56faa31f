using Referrals.Web.Startup;

var builder = WebApplication.CreateBuilder(args);
builder.AddReferralsLogging();
builder.AddReferralsHost();
builder.AddReferralsSignIn();
builder.AddReferralsPages();
builder.AddReferralsWork();
builder.AddReferralsSchedule();

var app = builder.Build();
app.UseReferralsCulture();
app.UseReferralsReference();
app.UseReferralsRequestLog();
app.UseReferralsErrors();
app.UseReferralsHeaders();
app.UseReferralsFiles();
app.UseAuthentication();
app.UseReferralsAudit();
app.UseAuthorization();
app.MapReferralsHealth();
app.MapReferralsCalendars();
app.MapRazorPages();
await app.RunAsync();
