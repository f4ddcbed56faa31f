using System.Runtime.CompilerServices;

namespace Referrals;

/// <summary>Hosts under test do not watch their settings files: a machine allows a user a hundred and some watchers, and a run starts more hosts than that.</summary>
internal static class NoReloading
{
    [ModuleInitializer]
    internal static void Say() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
