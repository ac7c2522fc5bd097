using System.CommandLine;

namespace TpWallet.Server.Cluster;

/// <summary>What several commands of a group take.</summary>
internal static class ClusterArguments
{
    /// <summary>The data folder of a member that runs on this machine.</summary>
    public static Argument<string> RunningData() => new("DIR") { Description = "The data folder of a member that runs on this machine" };

    /// <summary>The same, where it may also run no member, or none be named.</summary>
    public static Argument<string?> Data() => new("DIR")
    {
        Description = "The data folder of a member that runs on this machine",
        Arity = ArgumentArity.ZeroOrOne,
    };
}
