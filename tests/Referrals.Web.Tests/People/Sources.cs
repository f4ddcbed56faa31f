using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Referrals.Web.Tests.People;

/// <summary>nDelius and OASys on one real port, telling of one invented man.</summary>
internal sealed class Sources : IAsyncDisposable
{
    public const string Crn = "X400200";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _bodies = new(StringComparer.Ordinal);

    private Sources(WebApplication app)
    {
        _app = app;
        app.Run(async http =>
        {
            if (_bodies.TryGetValue(http.Request.Path.Value!, out var body))
            {
                await http.Response.WriteAsync(body);
                return;
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
        });
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public string this[string path]
    {
        set => _bodies[path] = value;
    }

    public static async Task<Sources> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sources = new Sources(builder.Build());
        sources[$"/delius/case/{Crn}/personal-details"] = $$"""
            {
              "crn": "{{Crn}}",
              "name": { "forename": "Tobias", "surname": "Fenwright" },
              "dateOfBirth": "1987-11-03",
              "sex": { "code": "M", "description": "Male" },
              "probationPractitioner": { "name": { "forename": "Amara", "surname": "Osei" }, "code": "N52A001", "email": "amara.osei@example.org" },
              "probationDeliveryUnit": { "code": "N52BCS", "description": "Birmingham Central and South" },
              "region": { "code": "N52", "description": "West Midlands" }
            }
            """;
        sources[$"/delius/case/{Crn}/sentence/1"] = """{ "description": "Community order", "startDate": "2026-01-05", "expectedEndDate": "2028-01-04", "custodial": false, "licenceConditions": [], "requirements": [] }""";
        sources[$"/delius/case/{Crn}/registrations"] = """{ "registrations": [ { "type": { "code": "ADVP", "description": "Domestic abuse perpetrator" }, "date": "2026-01-09" } ] }""";
        sources[$"/oasys/assessments/timeline/{Crn}"] = $$"""{ "crn": "{{Crn}}", "timeline": [ { "id": 70010, "completedAt": "2026-02-20T15:20:11", "type": "LAYER3", "status": "COMPLETE" } ] }""";
        sources["/oasys/assessments/70010/section/section6"] = Section6("Very High");
        sources["/oasys/assessments/70010/section/roshsummary"] = """{ "assessmentPk": 70010, "assessmentType": "LAYER3", "dateCompleted": "2026-02-20T15:20:11", "assessmentStatus": "COMPLETE", "riskPublicCommunity": "Medium", "riskKnownAdultCommunity": "High" }""";
        await sources._app.StartAsync();
        return sources;
    }

    public static string Section6(string towardsPartner) => $$"""
        {
          "assessmentPk": 70010, "assessmentType": "LAYER3", "dateCompleted": "2026-02-20T15:20:11", "assessorSignedDate": "2026-02-20T15:19:00", "assessmentStatus": "COMPLETE",
          "laterWIPAssessmentExists": false, "perpAgainstFamily": "No", "perpAgainstPartner": "Yes",
          "SARA": { "imminentRiskOfViolenceTowardsPartner": "{{towardsPartner}}", "imminentRiskOfViolenceTowardsOthers": "Low" }
        }
        """;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
