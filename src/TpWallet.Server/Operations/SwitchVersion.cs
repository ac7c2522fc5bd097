using System.Reflection;

namespace TpWallet.Server.Operations;

/// <summary>Which build of the switch this is.</summary>
internal static class SwitchVersion
{
    /// <summary>Version and source revision, as far as the build knows them.</summary>
    public static string Text { get; } = Of(typeof(SwitchVersion).Assembly);

    private static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{assembly.GetName().Version}";
}
