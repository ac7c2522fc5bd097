using System.Buffers;
using TpWallet.Persistence.Journal.Faster;

namespace TpWallet.Persistence.Events;

/// <summary>
/// Reads the files of the event log itself, page by page, because FasterLog's reading hides errors. It goes over the entries from any entry's
/// address on and stops where none follows.
/// </summary>
internal sealed class BlockScanner(SegmentFiles files, int pageBits, int segmentBits) : IDisposable
{
    private readonly byte[] _page = ArrayPool<byte>.Shared.Rent(1 << pageBits);
    private long _pageAddress = -1;
    private int _pageFilled;

    /// <summary>Why the scan stopped: nothing (zeros, or the end of the files) is <see cref="BlockDefect.None"/>.</summary>
    public BlockDefect Defect { get; private set; }

    /// <summary>Where the last entry that was passed ends.</summary>
    public long End { get; private set; }

    private int PageLength => 1 << pageBits;

    /// <summary>Goes on from <paramref name="address"/> to the next block.</summary>
    /// <param name="address">An entry's address; is moved behind the block.</param>
    /// <param name="limit">Nothing from here on is looked at.</param>
    /// <param name="block">The block, valid until the next call.</param>
    /// <param name="blockAddress">Where the block begins.</param>
    /// <returns>False: none follows; <see cref="Defect"/> says why.</returns>
    public bool TryNext(ref long address, long limit, out OutcomeBlockView block, out long blockAddress)
    {
        block = default;
        blockAddress = 0;
        Defect = BlockDefect.None;
        while (address < limit)
        {
            var rest = RestOfPage(address);
            switch (FasterEntry.Read(rest, out var payload))
            {
                case FasterEntryKind.Payload:
                    Defect = OutcomeBlockView.Read(payload, out block);
                    if (Defect == BlockDefect.None && block.Length != payload.Length)
                    {
                        Defect = BlockDefect.Altered;
                    }

                    if (Defect != BlockDefect.None)
                    {
                        return false;
                    }

                    blockAddress = address + FasterEntry.HeaderLength;
                    address += FasterEntry.LengthOf(payload.Length);
                    End = address;
                    return true;
                case FasterEntryKind.CommitRecord:
                    address += FasterEntry.LengthOf(payload.Length);
                    End = address;
                    break;
                case FasterEntryKind.None when address % PageLength != 0 && !rest.ContainsAnyExcept((byte)0):
                    // An entry that didn't fit went to the next page.
                    address = (address / PageLength + 1) * PageLength;
                    break;
                case FasterEntryKind.None when !rest.ContainsAnyExcept((byte)0):
                    return false;
                default:
                    Defect = BlockDefect.Altered;
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether anything but zeros stands from an address to the end of its page.</summary>
    public bool HasRemains(long address) => RestOfPage(address).ContainsAnyExcept((byte)0);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_page);

    private ReadOnlySpan<byte> RestOfPage(long address)
    {
        var pageAddress = address & -PageLength;
        if (pageAddress != _pageAddress)
        {
            var number = (int)(address >> segmentBits);
            _pageAddress = -1;
            _pageFilled = files.LengthOf(number) < 0
                ? 0
                : files.Read(number, _page.AsSpan(0, PageLength), pageAddress & ((1L << segmentBits) - 1));
            _pageAddress = pageAddress;
        }

        var from = (int)(address - pageAddress);
        return from >= _pageFilled ? default : _page.AsSpan(from, _pageFilled - from);
    }
}
