using System.Runtime.InteropServices;
using TpWallet.Messages;

namespace TpWallet.Persistence.Events;

/// <summary>The outcome of one command where it lies in a block that was verified; valid as long as the block's buffer.</summary>
public readonly ref struct OutcomeView
{
    private readonly ReadOnlySpan<byte> _record;

    internal OutcomeView(ReadOnlySpan<byte> record, int offset)
    {
        _record = record;
        Offset = offset;
    }

    /// <summary>Where the record begins in its block, bytes. The block's address plus this is the record's address.</summary>
    public int Offset { get; }

    /// <summary>The command's position in the journal.</summary>
    public ulong Sequence => Header.Sequence;

    /// <summary>What stands for the command's body when a repeat is compared with it.</summary>
    public ulong BodyFingerprint => Header.BodyFingerprint;

    /// <summary>The record's checksum.</summary>
    public uint Checksum => Header.Checksum;

    /// <summary>The command as it was applied.</summary>
    public ref readonly Command Command => ref MemoryMarshal.AsRef<Command>(_record[OutcomeRecordHeader.CommandOffset..]);

    /// <summary>Its answer.</summary>
    public ref readonly Reply Reply => ref MemoryMarshal.AsRef<Reply>(_record[OutcomeRecordHeader.ReplyOffset..]);

    /// <summary>The movements that it caused, in order.</summary>
    public ReadOnlySpan<Posting> Postings => MemoryMarshal.Cast<byte, Posting>(_record[OutcomeRecordHeader.PostingsOffset..]);

    /// <summary>Copies the outcome.</summary>
    /// <param name="address">Where its record stands in the event log.</param>
    public OutcomeRecord ToRecord(long address) => new(Sequence, BodyFingerprint, Command, Reply, Postings.ToArray(), address, Checksum);

    private ref readonly OutcomeRecordHeader Header => ref MemoryMarshal.AsRef<OutcomeRecordHeader>(_record);
}
