using TpWallet.Persistence.Journal.Files;
using TpWallet.Persistence.Journal.Segments;

namespace TpWallet.Persistence.Journal.Group;

/// <summary>Zeroes what a cut removes, durably, the newest segment first: nothing ever follows a hole but remains of the cut.</summary>
internal static class CutExecution
{
    private const int ChunkLength = 1 << 20;

    public static void Apply(JournalFileSystem files, string directory, in PendingCut cut)
    {
        using var zeros = new AlignedMemory(ChunkLength);
        for (var number = cut.To.Number; number >= cut.From.Number; number--)
        {
            var path = Path.Combine(directory, SegmentFiles.NameOf(number));
            var from = number == cut.From.Number ? cut.From.Position : SealedBatch.BlockSize;
            var to = number == cut.To.Number ? cut.To.Position : new FileInfo(path).Length;
            using var file = files.Open(path, DurabilityMode.Fsync);
            for (var position = from; position < to; position += ChunkLength)
            {
                file.Write(zeros.Span[..(int)Math.Min(ChunkLength, to - position)], position);
            }
        }
    }
}
