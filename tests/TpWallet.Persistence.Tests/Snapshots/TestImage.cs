using TpWallet.Persistence.Snapshots;

namespace TpWallet.Persistence.Tests.Snapshots;

/// <summary>An image of given bytes, handed out in pieces of irregular length.</summary>
internal sealed class TestImage(byte[] bytes) : IStateImage
{
    private readonly Random _pieces = new(bytes.Length);
    private int _position;

    public long Length { get; init; } = bytes.Length;

    public string Hash { get; init; } = new('a', 64);

    /// <summary>Called before each piece, with the position.</summary>
    public Action<int>? OnRead { get; init; }

    public string StateHash => _position == bytes.Length ? Hash : throw new InvalidOperationException("Asked for before the end.");

    public static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public int Read(Span<byte> destination)
    {
        OnRead?.Invoke(_position);
        var count = Math.Min(Math.Min(bytes.Length - _position, destination.Length), _pieces.Next(1, 300_000));
        bytes.AsSpan(_position, count).CopyTo(destination);
        _position += count;
        return count;
    }
}
