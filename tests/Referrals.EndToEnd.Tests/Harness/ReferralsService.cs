using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Data;

namespace Referrals.EndToEnd.Tests.Harness;

/// <summary>
/// The service on a port of its own, with a data folder of its own that goes when the tests that share it are done. The first one fills its empty
/// database with the demonstration, as a newcomer's would; the others begin with a copy of that.
/// </summary>
public class ReferralsService : WebApplicationFactory<Program>
{
    private static readonly Lock s_filling = new();
    private static byte[]? s_filled;

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
                return _address ??= Start();
            }
        }
    }

    /// <summary>Whether the demonstration is in it; otherwise nobody is.</summary>
    protected virtual bool IsDemonstration => true;

    private Uri Start()
    {
        UseKestrel(0);
        if (!IsDemonstration)
        {
            StartServer();
            return ClientOptions.BaseAddress;
        }

        lock (s_filling)
        {
            if (s_filled is null)
            {
                StartServer();
                s_filled = Filled();
            }
            else
            {
                File.WriteAllBytes(Path.Combine(DataFolder, "referrals.db"), s_filled);
                StartServer();
            }
        }

        return ClientOptions.BaseAddress;
    }

    private byte[] Filled()
    {
        var copy = Path.Combine(DataFolder, "filled.db");
        using var db = Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        db.Database.ExecuteSql($"VACUUM INTO {copy}");
        return File.ReadAllBytes(copy);
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
