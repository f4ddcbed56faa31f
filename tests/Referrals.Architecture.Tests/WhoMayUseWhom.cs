using System.Reflection;

namespace Referrals.Architecture.Tests;

/// <summary>The table of rooms in the design, asserted on the built assemblies.</summary>
public sealed class WhoMayUseWhom
{
    private static readonly Dictionary<string, string[]> s_mayUse = new(StringComparer.Ordinal)
    {
        ["Referrals.Domain"] = [],
        ["Referrals.Workflows"] = [],
        ["Referrals.Statistics"] = [],
        ["Referrals.Application"] = ["Referrals.Domain", "Referrals.Workflows", "Referrals.Statistics"],
        ["Referrals.Web"] = ["Referrals.Application", "Referrals.Domain", "Referrals.Workflows", "Referrals.Statistics"],
        ["referrals"] = ["Referrals.Application", "Referrals.Domain", "Referrals.Workflows", "Referrals.Statistics"],
    };

    public static TheoryData<string> Rooms => [.. s_mayUse.Keys];

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_it_may(string room)
    {
        var used = Assembly.Load(room).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Referrals", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(used.Except(s_mayUse[room]));
    }

    [Theory]
    [InlineData("Referrals.Domain")]
    [InlineData("Referrals.Workflows")]
    public void The_rules_and_the_engine_use_no_package(string room)
    {
        var foreign = Assembly.Load(room).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => !n.StartsWith("System", StringComparison.Ordinal) && n is not ("netstandard" or "mscorlib"));
        Assert.Empty(foreign);
    }

    [Fact]
    public void The_engine_reaches_no_clock_file_network_thread_or_chance()
    {
        string[] forbidden = ["System.Net", "System.IO.FileSystem", "System.Threading.Thread", "System.Threading.Timer", "System.Random", "System.Security.Cryptography", "System.Diagnostics.Process", "System.TimeProvider"];
        var names = Assembly.Load("Referrals.Workflows").GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(names, n => forbidden.Any(f => n.StartsWith(f, StringComparison.Ordinal)));
    }
}
