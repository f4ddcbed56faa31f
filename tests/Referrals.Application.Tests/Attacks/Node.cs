using System.Diagnostics;

namespace Referrals.Application.Tests.Attacks;

/// <summary>A process of its own that runs the service on a database until it is done or killed.</summary>
internal sealed class Node : IDisposable
{
    private readonly Process _process;

    private Node(Process process) => _process = process;

    /// <summary>Starts a process that warms up while the test does something else.</summary>
    public static Node Start()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Referrals.Attacks.Host.dll"));
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new Node(process);
    }

    public async Task Do(params string[] order)
    {
        Assert.Equal("ready", await Line());
        await _process.StandardInput.WriteLineAsync(string.Join('\t', order));
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <returns>What it said next; null once it has ended.</returns>
    public async Task<string?> Line() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    /// <returns>Whether it was still at work: it had not said that it was done, and the signal is what ended it.</returns>
    public async Task<bool> Kill()
    {
        _process.Kill();
        var done = false;
        while (await Line() is { } line)
            done |= line == "done";
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return !done && _process.ExitCode == 128 + 9;
    }

    /// <returns>The lines it still said, the last being that it is done.</returns>
    public async Task<IReadOnlyList<string>> Finish()
    {
        var said = new List<string>();
        while (await Line() is { } line)
            said.Add(line);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, _process.ExitCode);
        Assert.Equal("done", said[^1]);
        return said;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
