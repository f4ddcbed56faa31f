namespace Referrals.Web.Tests;

/// <summary>A file under review: what the code produces must be what somebody looked at and committed.</summary>
internal static class Approved
{
    /// <summary>Compares; on a difference leaves what was received beside the approved file, to be looked at and renamed.</summary>
    public static void Matches(string actual, string path)
    {
        var approved = Repository.File(path);
        var received = approved.Replace(".approved.", ".received.", StringComparison.Ordinal);
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Fail($"{path} differs from what was received; look at the .received. file beside it and, if it is right, make it the approved one.");
    }
}
