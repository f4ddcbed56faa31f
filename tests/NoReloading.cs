using System.Runtime.CompilerServices;

namespace Referrals;

/// <summary>Hosts under test watch no files: a machine allows a user a hundred and some watchers, a run starts more hosts than that, and what watches their web roots is freed only by the collector.</summary>
internal static class NoReloading
{
    [ModuleInitializer]
    internal static void Say()
    {
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "true");
    }
}
