namespace Referrals.Cli.Tests;

/// <summary>What a command that runs in this process writes to the console, each to the test that runs it: they run at the same time.</summary>
internal sealed class Terminal : IDisposable
{
    private static readonly AsyncLocal<Terminal?> Current = new();

    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    static Terminal()
    {
        Console.SetOut(new Routed(terminal => terminal.output, Console.Out));
        Console.SetError(new Routed(terminal => terminal.errors, Console.Error));
    }

    public string Output => output.ToString();

    public string Errors => errors.ToString();

    /// <summary>From here on, until it is disposed of, what this test's own flow writes is kept.</summary>
    public static Terminal Open() => Current.Value = new Terminal();

    public void Dispose() => Current.Value = null;

    private sealed class Routed(Func<Terminal, StringWriter> to, TextWriter otherwise) : TextWriter
    {
        public override System.Text.Encoding Encoding => otherwise.Encoding;

        private TextWriter Writer => Current.Value is { } terminal ? to(terminal) : otherwise;

        public override void Write(char value) => Writer.Write(value);

        public override void Write(string? value) => Writer.Write(value);

        public override void Write(char[] buffer, int index, int count) => Writer.Write(buffer, index, count);
    }
}
