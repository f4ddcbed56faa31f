using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;

namespace Referrals.Cli.Tests;

/// <summary>What one run of the program answered.</summary>
public sealed record Answered(int ExitCode, string Output, string Errors)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// The program in a folder of its own, on a database in that folder: run in this process, as most of what a process of its own costs is its start, or as the built program where the
/// process itself is what matters.
/// </summary>
public sealed class TheProgram : IDisposable
{
    /// <summary>A database that the program migrated, made once: a test's own begins as a copy of it.</summary>
    private static readonly Lazy<Task<byte[]>> Migrated = new(async () =>
    {
        using var first = new TheProgram();
        var migrated = await first.OnDatabase("migrate");
        Assert.Equal((0, ""), (migrated.ExitCode, migrated.Errors));
        var copy = first.At("copy.db");
        await using (var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={first.Database}" }).CreateDbContext())
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}");
        return await File.ReadAllBytesAsync(copy);
    });

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("referrals-cli-");

    public string Database => At("test.db");

    /// <summary>A path in the folder.</summary>
    public string At(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, string text)
    {
        var file = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public static async Task<TheProgram> WithDatabase()
    {
        var program = new TheProgram();
        await File.WriteAllBytesAsync(program.Database, await Migrated.Value, TestContext.Current.CancellationToken);
        return program;
    }

    public Task<Answered> OnDatabase(params string[] arguments) => Run([.. arguments, "--database", Database]);

    public Task<Answered> Run(params string[] arguments) => Run(arguments, []);

    public async Task<Answered> Run(string[] arguments, Dictionary<string, string> settings)
    {
        using var said = Terminal.Open();
        // The whole suite runs on the engine that the environment names, as the program would.
        const string engine = "Referrals__Workflows__Engine";
        if (Environment.GetEnvironmentVariable(engine) is { } named && !settings.ContainsKey(engine))
            settings = new Dictionary<string, string>(settings) { [engine] = named };
        var exitCode = await CommandLine.Run(arguments, new Surroundings { Folder = folder.FullName, Settings = settings, ProcessTerminationTimeout = null });
        return new Answered(exitCode, said.Output, said.Errors);
    }

    /// <summary>Runs the built program, with what it is given in its environment.</summary>
    public async Task<Answered> RunAlone(string[] arguments, Dictionary<string, string> settings)
    {
        using var process = Start(arguments, settings);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Answered(process.ExitCode, await output, await errors);
    }

    /// <summary>Lets the program run until it says this on the error stream, and kills it then as a machine that loses its power would.</summary>
    public async Task KillWhenItSays(string words, params string[] arguments)
    {
        using var process = Start(arguments, []);
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line == words)
                process.Kill();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, process.ExitCode);
    }

    private Process Start(string[] arguments, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder.FullName };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "referrals.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the machine is configured for is none of the test's business.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("Referrals__", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }
}
