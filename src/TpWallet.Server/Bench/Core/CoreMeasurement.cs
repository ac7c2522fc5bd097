using TpWallet.Core;

namespace TpWallet.Server.Bench.Core;

/// <summary>What a run of the core alone measured.</summary>
internal sealed class CoreMeasurement
{
    /// <summary>Time spent in authorizations, seconds.</summary>
    public double AuthorizingSeconds { get; set; }

    /// <summary>Time spent in captures and voids, seconds.</summary>
    public double EndingSeconds { get; set; }

    /// <summary>Authorizations applied.</summary>
    public long Authorizations { get; set; }

    /// <summary>Captures and voids applied.</summary>
    public long Ends { get; set; }

    /// <summary>Managed bytes allocated by the core's thread while it applied commands.</summary>
    public long AllocatedBytes { get; set; }

    /// <summary>Replies that were not an approval.</summary>
    public long Errors { get; set; }

    /// <summary>Whether the table of request ids was full before the time was over.</summary>
    public bool EndedEarly { get; set; }

    /// <summary>What an entry of each table takes.</summary>
    public CoreFootprint Footprint { get; set; }

    /// <summary>How full the tables are at the end.</summary>
    public CoreUsage Usage { get; set; }

    /// <summary>Physical memory of the process at the end.</summary>
    public long ResidentBytes { get; set; }
}
