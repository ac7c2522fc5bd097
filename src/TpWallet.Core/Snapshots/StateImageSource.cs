using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TpWallet.Core.Snapshots;

/// <summary>The bytes of an image as they come in; hashes what belongs to the state.</summary>
internal sealed class StateImageSource(StateImageReader read) : IDisposable
{
    private long _position;

    /// <summary>Of the state as far as it was read.</summary>
    public IncrementalHash Hash { get; } = Core.StateHash.Begin();

    /// <summary>Reads records that are part of the state.</summary>
    public void Read(Span<byte> destination, string what)
    {
        ReadExactly(destination, what);
        Hash.AppendData(destination);
    }

    /// <summary>Reads what says how the image is made.</summary>
    public T ReadFrame<T>(string what) where T : unmanaged
    {
        var value = default(T);
        ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref value)), what);
        return value;
    }

    /// <exception cref="StateImageException">More bytes follow.</exception>
    public void RequireEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (read(one) != 0)
        {
            throw new StateImageException($"More bytes follow after the image's {_position}.");
        }
    }

    public void Dispose() => Hash.Dispose();

    private void ReadExactly(Span<byte> destination, string what)
    {
        while (!destination.IsEmpty)
        {
            var count = read(destination);
            if (count <= 0)
            {
                throw new StateImageException($"The image ends at byte {_position}, within {what}.");
            }

            destination = destination[count..];
            _position += count;
        }
    }
}
