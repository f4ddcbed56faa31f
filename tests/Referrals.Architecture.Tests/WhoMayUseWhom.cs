using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

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
        ["Referrals.Web"] = ["Referrals.Application", "Referrals.Domain", "Referrals.Workflows", "Referrals.Statistics", "Referrals.Hangfire", "Referrals.Elsa"],
        ["referrals"] = ["Referrals.Application", "Referrals.Domain", "Referrals.Workflows", "Referrals.Statistics", "Referrals.Elsa"],
    };

    public static TheoryData<string> Rooms => [.. s_mayUse.Keys];

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_it_may(string room)
    {
        var used = Assembly.Load(room).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Referrals", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(used.Except(s_mayUse[room]));
    }

    /// <summary>What stands behind a port beside what is there by default: the rooms it may use, and the package that no other room may.</summary>
    public static TheoryData<string, string[], string> BehindPorts => new()
    {
        { "Referrals.Elsa", ["Referrals.Workflows"], "Elsa." },
        { "Referrals.Hangfire", ["Referrals.Application", "Referrals.Domain", "Referrals.Workflows"], "Hangfire." },
    };

    [Theory, MemberData(nameof(BehindPorts))]
    public void What_stands_behind_a_port_is_there_by_its_switch_only_and_nobody_else_knows_its_packages(string room, string[] mayUse, string package)
    {
        var isBuiltIn = File.Exists(Path.Combine(AppContext.BaseDirectory, room + ".dll"));
        Assert.Equal(s_builtIn.Contains(room), isBuiltIn);
        Assert.Equal(isBuiltIn, Directory.EnumerateFiles(AppContext.BaseDirectory, package + "*.dll").Any());
        foreach (var other in s_mayUse.Keys)
            Assert.DoesNotContain(Assembly.Load(other).GetReferencedAssemblies(), a => a.Name!.StartsWith(package, StringComparison.Ordinal));
        if (isBuiltIn)
            Assert.Empty(Assembly.Load(room).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Referrals", StringComparison.OrdinalIgnoreCase)).Except(mayUse));
    }

    private static readonly string[] s_builtIn =
    [
#if ELSA
        "Referrals.Elsa",
#endif
#if HANGFIRE
        "Referrals.Hangfire",
#endif
    ];

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
        var used = TypesUsedBy("Referrals.Workflows");

        Assert.Contains("System.Text.Json.JsonSerializerOptions", used);
        Assert.DoesNotContain(used, t => s_outside.Any(o => t == o || (o.EndsWith('.') && t.StartsWith(o, StringComparison.Ordinal))));
    }

    // What lies in the runtime's own assembly is found by its type, not by the assembly that holds it.
    private static readonly string[] s_outside =
    [
        "System.Net.Http.", "System.Net.Sockets.", "System.Net.Dns", "System.Net.WebClient", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.StreamReader", "System.IO.StreamWriter",
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.Tasks.", "System.Timers.", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch",
        "System.Random", "System.Security.Cryptography.", "System.TimeProvider", "System.Console",
    ];

    /// <summary>Every type of other assemblies that the compiled code names.</summary>
    private static HashSet<string> TypesUsedBy(string room)
    {
        using var file = new PEReader(File.OpenRead(Assembly.Load(room).Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(metadata.GetTypeReference).Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}")];
    }
}
