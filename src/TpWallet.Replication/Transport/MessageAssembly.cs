using TpWallet.Replication.Sealing;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Transport;

/// <summary>
/// Puts one member's messages of one stream together. Only what was opened comes here, so strangers can neither fill nor spoil it. Its buffer grows
/// to the longest message seen.
/// </summary>
internal sealed class MessageAssembly
{
    private byte[] _buffer = [];
    private Guid _start;
    private MessageFragment _next;

    /// <summary>The message, once <see cref="TryAdd"/> has made it whole.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, _next.MessageLength);

    /// <summary>Whether the message is here to its last byte.</summary>
    public bool IsWhole => _next.MessageLength > 0 && _next.Offset == _next.MessageLength;

    /// <summary>Adds a fragment.</summary>
    /// <returns>False when it doesn't continue what is here; both are forgotten.</returns>
    public bool TryAdd(in OpenedFragment opened, ReadOnlySpan<byte> bytes)
    {
        var fragment = opened.Fragment;
        var fits = fragment.Offset >= 0 && fragment.MessageLength <= MessageLimits.LengthMax && bytes.Length > 0
            && bytes.Length <= fragment.MessageLength - fragment.Offset;
        if (!fits || (fragment.Offset > 0 && (fragment != _next || opened.Start != _start)))
        {
            _next = default;
            return false;
        }

        if (_buffer.Length < fragment.MessageLength)
        {
            _buffer = new byte[fragment.MessageLength];
        }

        bytes.CopyTo(_buffer.AsSpan(fragment.Offset));
        _start = opened.Start;
        _next = fragment with { Offset = fragment.Offset + bytes.Length };
        return true;
    }
}
