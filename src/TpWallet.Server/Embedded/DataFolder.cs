namespace TpWallet.Server.Embedded;

/// <summary>The folder of an own switch's journal: the one that the user names, which stays, or a temporary one, which goes when disposed.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly string? _temporary;

    /// <summary>Takes a folder, or makes one when none is named.</summary>
    public DataFolder(string? named)
    {
        _temporary = named is null ? Directory.CreateTempSubdirectory("tpwallet-").FullName : null;
        Path = named ?? System.IO.Path.Combine(_temporary!, "data");
    }

    /// <summary>Where the journal lies.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
