using System.Runtime.CompilerServices;

namespace Referrals.Application.Tests.Testing;

/// <summary>Compares generated text with the approved file beside the tests. What differs is written next to it as <c>.received</c>, to be looked at and taken over.</summary>
public static class Approved
{
    public static void Is(string actual, string name, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, "Approved", name);
        var text = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (approved == text)
            return;
        var received = Path.ChangeExtension(file, ".received" + Path.GetExtension(file));
        File.WriteAllText(received, text);
        Assert.Fail($"{name} differs from what was approved. Look at {Path.GetFileName(received)} beside it, and rename it over the approved file if it is right.");
    }
}
