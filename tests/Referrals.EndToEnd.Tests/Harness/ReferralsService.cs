using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Referrals.EndToEnd.Tests.Harness;

/// <summary>The service on a port of its own, with a data folder of its own that goes when the tests that share it are done.</summary>
public class ReferralsService : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("referrals-e2e-");
    private readonly Lock _starting = new();
    private Uri? _address;

    public string DataFolder => _data.FullName;

    /// <summary>Where the service listens; starts it the first time.</summary>
    public Uri Address
    {
        get
        {
            lock (_starting)
            {
                if (_address is null)
                {
                    UseKestrel(0);
                    StartServer();
                    _address = ClientOptions.BaseAddress;
                }

                return _address;
            }
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseEnvironment("Development");
        builder.UseSetting("Referrals:DataFolder", DataFolder);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _data.Exists)
        {
            _data.Delete(recursive: true);
        }
    }
}
