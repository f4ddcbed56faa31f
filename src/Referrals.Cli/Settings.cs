using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Serilog;
using Serilog.Events;

namespace Referrals.Cli;

/// <summary>The options every command has, and the services they and the configuration lead to.</summary>
internal static class Settings
{
    public static Option<string?> Database { get; } = new("--database")
    {
        Description = "The SQLite file to work on. Otherwise the configuration says: Referrals__Database__Provider and Referrals__Database__ConnectionString, or appsettings.json in the current folder.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Log what is being done to stderr.",
        Recursive = true,
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs." };

    public static Option<DateOnly?> Date(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        Required = required,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day;
            result.AddError($"'{result.Tokens[0].Value}' is not a date: write it like 2026-03-02.");
            return null;
        },
    };

    public static Option<DateTimeOffset?> Now(string description) => new("--now")
    {
        Description = description,
        HelpName = "INSTANT",
        CustomParser = result =>
        {
            if (StandingClock.TryParse(result.Tokens[0].Value, out var at))
                return at;
            result.AddError($"'{result.Tokens[0].Value}' is not an instant: write it like 2026-03-02T09:00Z.");
            return null;
        },
    };

    /// <summary>The services, with nothing asked of the database yet. Good also for commands that need none.</summary>
    /// <param name="now">A standing clock instead of the real one.</param>
    public static ServiceProvider Services(ParseResult parsed, DateTimeOffset? now = null)
    {
        var configuration = Configuration(parsed);
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging(logging => logging.AddSerilog(
            new LoggerConfiguration()
                .MinimumLevel.Is(parsed.GetValue(Verbose) ? LogEventLevel.Information : LogEventLevel.Warning)
                // What the framework asks the database is of no use to an operator, and its errors are thrown on.
                .MinimumLevel.Override("Microsoft", LogEventLevel.Fatal)
                .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
                .WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: CultureInfo.InvariantCulture)
                .CreateLogger(),
            dispose: true));
        if (now is { } at)
            services.AddSingleton<TimeProvider>(new StandingClock(at));
        services.AddReferrals(configuration);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    /// <summary>The services on a database that is there and up to date.</summary>
    /// <exception cref="StopException">No database is named, or it has to be migrated first.</exception>
    public static async Task<ServiceProvider> OnDatabase(ParseResult parsed, CancellationToken cancellation, DateTimeOffset? now = null)
    {
        var services = OnAnyDatabase(parsed, now);
        if ((await services.GetRequiredService<Migrator>().Pending(cancellation)).Count == 0)
        {
            await services.GetRequiredService<CatalogueSource>().Refresh(cancellation);
            return services;
        }

        await services.DisposeAsync();
        throw new StopException("The database is not up to date. Run 'referrals migrate' on it first.");
    }

    /// <summary>The services on a database that may have to be migrated yet.</summary>
    /// <exception cref="StopException">No database is named.</exception>
    public static ServiceProvider OnAnyDatabase(ParseResult parsed, DateTimeOffset? now = null)
    {
        if (string.IsNullOrWhiteSpace(Configuration(parsed)[$"{DatabaseOptions.Section}:{nameof(DatabaseOptions.ConnectionString)}"]))
            throw StopException.Usage("Say which database: --database FILE, or Referrals__Database__ConnectionString in the environment.");
        return Services(parsed, now);
    }

    public static IConfiguration Configuration(ParseResult parsed)
    {
        var surroundings = Surroundings.Of(parsed);
        var built = new ConfigurationBuilder().AddJsonFile(Path.Combine(surroundings.Folder, "appsettings.json"), optional: true);
        if (surroundings.Settings is { } settings)
            built.AddInMemoryCollection(settings.ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => (string?)s.Value));
        else
            built.AddEnvironmentVariables();
        if (parsed.GetValue(Database) is { } file)
        {
            built.AddInMemoryCollection(new Dictionary<string, string?>
            {
                [$"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}"] = nameof(DatabaseProvider.Sqlite),
                [$"{DatabaseOptions.Section}:{nameof(DatabaseOptions.ConnectionString)}"] = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(file) }.ToString(),
            });
        }

        return built.Build();
    }
}
