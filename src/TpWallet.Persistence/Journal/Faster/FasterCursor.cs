namespace TpWallet.Persistence.Journal.Faster;

/// <summary>Steps through the batches in the files of a FasterLog, past its commit records.</summary>
internal sealed class FasterCursor(JournalFiles files) : BatchCursor(files)
{
    private int PageLength => 1 << Files.Description.PageBits;

    protected override long StartOf(uint number) => number == FasterFiles.FirstNumber ? FasterRecovery.FirstAddress : 0;

    protected override void Open(uint number) => Reader.Open(Files.PathOf(number));

    protected override bool TryReadHere(out SealedBatchView batch)
    {
        batch = default;
        while (!IsAtEnd())
        {
            var restOfPage = PageLength - (int)(Position % PageLength);
            switch (FasterEntry.Read(Reader.Read(Position, restOfPage), out var payload))
            {
                case FasterEntryKind.None:
                    Position += restOfPage;
                    break;
                case FasterEntryKind.CommitRecord:
                    Position += FasterEntry.LengthOf(payload.Length);
                    break;
                case FasterEntryKind.Payload
                    when SealedBatch.TryRead(payload, out batch) == BatchDefect.None && batch.Header.Length == payload.Length:
                    Position += FasterEntry.LengthOf(payload.Length);
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    protected override bool IsAtEnd() => Position >= Reader.Length;
}
