using System.Diagnostics;
using TpWallet.Core;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Storage;

/// <summary>
/// Takes the memory of the core's tables from the system before payments need it: a thread of its own keeps ahead of what is used, or all is taken
/// before the switch listens.
/// </summary>
internal sealed class TableMemoryTaker(SwitchCore core, TableMemoryKind kind, Action<string> say) : IDisposable
{
    /// <summary>A fast switch fills less of a table until the next look.</summary>
    private const long AheadBytes = 32 * 1024 * 1024;

    /// <summary>A process that starts asks for address space all the time, and each request of ours to the system keeps others waiting.</summary>
    private static readonly TimeSpan StartDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly ManualResetEvent _stopping = new(initialState: false);
    private Thread? _thread;

    private long Ahead => kind == TableMemoryKind.All ? long.MaxValue : AheadBytes;

    /// <summary>Takes what is to be taken before the switch listens, with a line a second, and begins to keep ahead of the rest.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        var memory = core.TableMemory();
        if (kind == TableMemoryKind.All && memory is not null)
        {
            TakeAll(memory, cancellationToken);
            return;
        }

        _thread = new Thread(KeepAhead) { Name = "tpwallet-memory", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping.Set();
        _thread?.Join();
        _stopping.Dispose();
    }

    private void TakeAll(TableMemory memory, CancellationToken cancellationToken)
    {
        var sinceLine = Stopwatch.StartNew();
        while (memory.TakeNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sinceLine.Elapsed >= ProgressInterval)
            {
                sinceLine.Restart();
                say($"taking memory: {memory.Taken * 100 / memory.Bytes} % of {memory.Bytes >> 20} MiB");
            }
        }
    }

    /// <summary>A member of a group may have no tables yet: its genesis comes from another one.</summary>
    private void KeepAhead()
    {
        TableMemory? memory = null;
        if (_stopping.WaitOne(StartDelay))
        {
            return;
        }

        do
        {
            memory ??= core.TableMemory();
            while (memory is not null && memory.TakeNext(Ahead))
            {
                if (_stopping.WaitOne(0))
                {
                    return;
                }
            }
        }
        while ((memory is null || memory.Taken < memory.Bytes) && !_stopping.WaitOne(LookInterval));
    }
}
