using System.Runtime.CompilerServices;

namespace Referrals.Statistics.Tests;

internal static class Approved
{
    /// <summary>
    /// Compares with the approved file of this name; where they differ, writes what came beside it as <c>.received</c>, to
    /// be read and, if right, renamed.
    /// </summary>
    public static void Matches(string name, string content, [CallerFilePath] string caller = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(caller)!, "ApprovedFiles", name);
        var received = Path.ChangeExtension(approved, "received" + Path.GetExtension(name));
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == content)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, content);
        Assert.Fail($"{name} is not as approved: compare ApprovedFiles/{Path.GetFileName(received)} with it.");
    }
}
