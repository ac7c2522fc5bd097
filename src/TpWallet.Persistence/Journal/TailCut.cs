namespace TpWallet.Persistence.Journal;

/// <summary>Zeroes what an interrupted write left of a batch that was never acknowledged.</summary>
internal static class TailCut
{
    public static void Apply(string directory, string file, long position, long length, ulong lastSequence, Action<string>? log)
    {
        using (var handle = File.OpenHandle(Path.Combine(directory, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            var zeros = new byte[64 << 10];
            for (var done = 0L; done < length; done += zeros.Length)
            {
                RandomAccess.Write(handle, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - done)), position + done);
            }

            RandomAccess.FlushToDisk(handle);
        }

        log?.Invoke($"Cut off {length} bytes of a batch that was never acknowledged: {file}, byte {position}, behind sequence {lastSequence}.");
    }
}
