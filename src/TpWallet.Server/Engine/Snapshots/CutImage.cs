using TpWallet.Core.Snapshots;
using TpWallet.Persistence.Snapshots;

namespace TpWallet.Server.Engine.Snapshots;

/// <summary>A cut of the core as the image that the store writes. The cut ends with the last byte, before the file is read back.</summary>
internal sealed class CutImage(StateCut cut) : IStateImage
{
    private string? _stateHash;

    public long Length => cut.Length;

    public string StateHash => _stateHash ?? cut.StateHash;

    public int Read(Span<byte> destination)
    {
        var count = _stateHash is null ? cut.Read(destination) : 0;
        if (count == 0 && _stateHash is null)
        {
            _stateHash = cut.StateHash;
            cut.Dispose();
        }

        return count;
    }
}
