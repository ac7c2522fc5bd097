using TpWallet.Core.Memory;

namespace TpWallet.Core;

/// <summary>
/// The memory of the core's large tables, to be taken from the system before it is used. The first touch of a page costs a command much more
/// than its own work: some milliseconds on a virtual machine that is itself given memory only then. For one thread, which need not be the
/// core's. Tables that are grown meanwhile are left to themselves.
/// </summary>
public sealed class TableMemory
{
    /// <summary>A huge page: a request to the system holds up others of the process who want memory, so it must not take long.</summary>
    private const long PieceBytes = (long)SystemMemory.HugePageSize;

    private readonly TablePart[] _parts;
    private readonly long[] _taken;

    internal TableMemory(SwitchState state)
    {
        // What is used at random comes first: it is needed from the first command on.
        _parts =
        [
            .. new[] { state.Ledger.Accounts.Parts, state.Payments.Parts, state.Duplicates.Table.Parts, state.Instruments.Parts }
                .SelectMany(static parts => parts).OrderBy(static part => part.Table is not null),
        ];
        _taken = new long[_parts.Length];
        Bytes = _parts.Sum(static part => part.Block.Size);
    }

    /// <summary>All there is to take, bytes.</summary>
    public long Bytes { get; }

    /// <summary>Taken so far, bytes.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes the next piece, at most 2 MiB.</summary>
    /// <param name="ahead">Up to how many bytes beyond what is used each table's records are wanted; their indexes are always.</param>
    /// <returns>False: there is nothing to take.</returns>
    public bool TakeNext(long ahead = long.MaxValue)
    {
        for (var index = 0; index < _parts.Length; index++)
        {
            var block = _parts[index].Block;
            var wanted = ahead < block.Size - _parts[index].Used ? _parts[index].Used + ahead : block.Size;
            if (_taken[index] < wanted)
            {
                var length = Math.Min(PieceBytes, block.Size - _taken[index]);
                block.Populate(_taken[index], length);
                _taken[index] += length;
                Taken += length;
                return true;
            }
        }

        return false;
    }
}
