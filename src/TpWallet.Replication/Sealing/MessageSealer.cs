using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TpWallet.Replication.Sealing;

/// <summary>
/// Seals what goes between members with AES-256-GCM, fragment by fragment. The key is derived from the group key, the sender, and a random number
/// per process start; the nonce counts the fragments since. So no nonce is ever used twice under one key, whatever is resent or restarted, and
/// nothing needs to be remembered. Repeats are let through: the protocol bears them. One thread uses it.
/// </summary>
internal sealed class MessageSealer : IDisposable
{
    /// <summary>How much longer a sealed fragment is, bytes.</summary>
    public const int Overhead = SealHeader.Size + TagLength;

    private const int TagLength = 16;
    private const int NonceLength = 12;
    private const int OpenersMax = 64;
    private readonly NodeId _self;
    private readonly GroupKey[] _accepted;
    private readonly Guid _start;
    private readonly AesGcm _own;
    private readonly Dictionary<(uint Key, ushort Sender, Guid Start), AesGcm> _openers = [];
    private ulong _counter;

    /// <summary>
    /// Seals under one key and opens under several, so that keys can be changed member by member: first accept a new key everywhere, then use it.
    /// </summary>
    /// <param name="self">This member.</param>
    /// <param name="current">The key to seal under.</param>
    /// <param name="accepted">Further keys to open under.</param>
    public MessageSealer(NodeId self, GroupKey current, params IReadOnlyList<GroupKey> accepted)
    {
        _self = self;
        _accepted = [current, .. accepted.Where(key => key.Id != current.Id)];
        Span<byte> start = stackalloc byte[16];
        RandomNumberGenerator.Fill(start);
        _start = new Guid(start);
        _own = Derive(current, self.Number, _start);
        KeyId = current.Id;
    }

    /// <summary>The number of the key that this member seals under.</summary>
    public uint KeyId { get; }

    /// <summary>Fragments that could not be opened: unsealed, altered, for somebody else, or under a key that isn't accepted.</summary>
    public long Failures { get; private set; }

    /// <summary>Seals one fragment of a message, or all of it.</summary>
    /// <param name="receiver">Who may open it.</param>
    /// <param name="fragment">Of which message it is, and where in it.</param>
    /// <param name="bytes">The fragment.</param>
    /// <param name="destination">Room for it and <see cref="Overhead"/> more.</param>
    /// <returns>The length of what was written.</returns>
    public int Seal(NodeId receiver, in MessageFragment fragment, ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var header = new SealHeader
        {
            Version = SealHeader.CurrentVersion,
            Receiver = receiver.Number,
            Sender = _self.Number,
            KeyId = KeyId,
            Message = fragment.Message,
            Start = _start,
            Counter = ++_counter,
            Offset = fragment.Offset,
            MessageLength = fragment.MessageLength,
        };
        MemoryMarshal.Write(destination, header);
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(nonce, header.Counter);
        _own.Encrypt(
            nonce,
            bytes,
            destination.Slice(Overhead, bytes.Length),
            destination.Slice(SealHeader.Size, TagLength),
            destination[..SealHeader.Size]);
        return Overhead + bytes.Length;
    }

    /// <summary>Opens a fragment.</summary>
    /// <param name="sealedBytes">What arrived, whatever it is.</param>
    /// <param name="destination">Room for as many bytes; meaningful only when the answer is true.</param>
    /// <param name="opened">Who sealed it, of which message it is, and its length.</param>
    /// <returns>False when it isn't from a member to this one; it is counted.</returns>
    public bool TryOpen(ReadOnlySpan<byte> sealedBytes, Span<byte> destination, out OpenedFragment opened)
    {
        opened = default;
        var length = sealedBytes.Length - Overhead;
        if (length < 0 || !MemoryMarshal.TryRead(sealedBytes, out SealHeader header) || !IsForUs(header) || OpenerOf(header) is not { } opener)
        {
            Failures++;
            return false;
        }

        if (!TryDecrypt(opener, header.Counter, sealedBytes, destination[..length]))
        {
            Failures++;
            DisposeUnlessKnown(header, opener);
            return false;
        }

        Remember(header, opener);
        var fragment = new MessageFragment(header.Message, header.Offset, header.MessageLength);
        opened = new OpenedFragment(new NodeId(header.Sender), header.Start, fragment, length);
        return true;
    }

    /// <summary>Wipes the derived keys.</summary>
    public void Dispose()
    {
        _own.Dispose();
        ForgetOpeners();
    }

    private bool IsForUs(in SealHeader header) =>
        header is { Version: SealHeader.CurrentVersion, Reserved: 0, Sender: > 0 } && header.Receiver == _self.Number;

    private static bool TryDecrypt(AesGcm opener, ulong counter, ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(nonce, counter);
        try
        {
            opener.Decrypt(
                nonce,
                sealedBytes[Overhead..],
                sealedBytes.Slice(SealHeader.Size, TagLength),
                destination,
                sealedBytes[..SealHeader.Size]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private void DisposeUnlessKnown(in SealHeader header, AesGcm opener)
    {
        if (!_openers.ContainsKey((header.KeyId, header.Sender, header.Start)))
        {
            opener.Dispose();
        }
    }

    /// <summary>A key that is known, or one derived for this message alone until it has proved genuine.</summary>
    private AesGcm? OpenerOf(in SealHeader header)
    {
        if (_openers.TryGetValue((header.KeyId, header.Sender, header.Start), out var opener))
        {
            return opener;
        }

        foreach (var key in _accepted)
        {
            if (key.Id == header.KeyId)
            {
                return Derive(key, header.Sender, header.Start);
            }
        }

        return null;
    }

    /// <summary>Only who holds the group key gets a place here, so strangers can't fill it.</summary>
    private void Remember(in SealHeader header, AesGcm opener)
    {
        if (_openers.Count >= OpenersMax && !_openers.ContainsKey((header.KeyId, header.Sender, header.Start)))
        {
            ForgetOpeners();
        }

        _openers[(header.KeyId, header.Sender, header.Start)] = opener;
    }

    private void ForgetOpeners()
    {
        foreach (var opener in _openers.Values)
        {
            opener.Dispose();
        }

        _openers.Clear();
    }

    private static void WriteNonce(Span<byte> nonce, ulong counter)
    {
        nonce.Clear();
        MemoryMarshal.Write(nonce[(NonceLength - sizeof(ulong))..], counter);
    }

    private static AesGcm Derive(GroupKey key, ushort sender, Guid start)
    {
        Span<byte> salt = stackalloc byte[16];
        start.TryWriteBytes(salt);
        Span<byte> purpose = stackalloc byte[32];
        purpose.Clear();
        "tpwallet replication 1"u8.CopyTo(purpose);
        MemoryMarshal.Write(purpose[30..], sender);
        Span<byte> derived = stackalloc byte[GroupKey.Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret, derived, salt, purpose);
        var cipher = new AesGcm(derived, TagLength);
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }
}
