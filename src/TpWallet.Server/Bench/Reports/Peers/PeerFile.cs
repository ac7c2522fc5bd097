using TpWallet.Server.Configuration;

namespace TpWallet.Server.Bench.Reports.Peers;

/// <summary>What <c>benchmarks/peers/run.sh</c> measured.</summary>
internal sealed record PeerFile
{
    /// <summary>Length of each measurement.</summary>
    public int Seconds { get; init; }

    /// <summary>Accounts.</summary>
    public uint Accounts { get; init; }

    /// <summary>How each system was set up.</summary>
    public IReadOnlyList<PeerSetting> Settings { get; init; } = [];

    /// <summary>Settings that were tried first.</summary>
    public IReadOnlyList<PeerTrial> Tried { get; init; } = [];

    /// <summary>The measurements.</summary>
    public IReadOnlyList<PeerRun> Runs { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It can't be read or isn't such a file.</exception>
    public static PeerFile Load(string path)
    {
        try
        {
            var file = StrictJson.Parse<PeerFile>(File.ReadAllText(path));
            return file.Runs.Count > 0 ? file : throw new ConfigurationException("runs must not be empty");
        }
        catch (ConfigurationException exception)
        {
            throw new ConfigurationException($"{path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} can't be read: {exception.Message}", exception);
        }
    }
}
