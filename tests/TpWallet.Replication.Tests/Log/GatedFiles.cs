using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Journal.Files;

namespace TpWallet.Replication.Tests.Log;

/// <summary>A disk that can be made to hang, and to fail.</summary>
internal sealed class GatedFiles : JournalFileSystem
{
    private readonly object _gate = new();
    private bool _hangs;
    private int _writes;

    /// <summary>Whether writes fail.</summary>
    public volatile bool Fails;

    /// <summary>Writes that were begun.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Writes wait from now on.</summary>
    public void Hang() => SetHanging(true);

    /// <summary>They go on.</summary>
    public void GoOn() => SetHanging(false);

    public override BlockFile Open(string path, DurabilityMode durability) => new GatedFile(this, base.Open(path, durability));

    private void SetHanging(bool hangs)
    {
        lock (_gate)
        {
            _hangs = hangs;
            Monitor.PulseAll(_gate);
        }
    }

    private void Pass()
    {
        lock (_gate)
        {
            while (_hangs)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private sealed class GatedFile(GatedFiles files, BlockFile inner) : BlockFile
    {
        public override void Write(ReadOnlySpan<byte> bytes, long position)
        {
            Interlocked.Increment(ref files._writes);
            files.Pass();
            if (files.Fails)
            {
                throw new IOException("The disk failed.");
            }

            inner.Write(bytes, position);
        }

        public override void Dispose() => inner.Dispose();
    }
}
