using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TpWallet.Server.Tests.Performance;

/// <summary>
/// The least that any such switch must do with a batch, without its rules: copy and hash the same number of bytes; for each command look a fresh id
/// up in a large table and insert it, change a random account record, write a record behind the others. The same in every version, so that it
/// measures the machine.
/// </summary>
internal sealed class ReferenceLoop
{
    private const int CommandBytes = 128;
    private const int Slots = 1 << 20;

    private readonly byte[] _commands = new byte[HotPath.BatchSize * CommandBytes];
    private readonly byte[] _batch = new byte[HotPath.BatchSize * CommandBytes];
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private readonly Entry[] _entries = new Entry[Slots];
    private readonly Record[] _accounts = new Record[HotPath.Wallets];
    private readonly Record[] _written = new Record[Slots];
    private ulong _next = 1;

    /// <summary>How many ids were known already: none.</summary>
    public int Known { get; private set; }

    public void Run()
    {
        _commands.CopyTo(_batch, 0);
        SHA256.HashData(_batch, _hash);
        for (var command = 0; command < HotPath.BatchSize; command++)
        {
            var id = _next++;
            var mixed = id * 0x9E37_79B9_7F4A_7C15;
            mixed ^= mixed >> 29;
            ref var entry = ref _entries[Find(id, mixed)];
            Known += entry.Id == id ? 1 : 0;
            entry = new Entry { Id = id, Answer = mixed };
            ref var account = ref _accounts[(mixed >> 32) % HotPath.Wallets];
            account.Balance += 1;
            account.Last = id;
            _written[id % Slots] = account;
        }
    }

    private ulong Find(ulong id, ulong mixed)
    {
        // Old entries are overwritten after a while, so that the table stays half full.
        var slot = mixed % Slots;
        while (_entries[slot].Id != 0 && _entries[slot].Id != id && id - _entries[slot].Id < Slots / 2)
        {
            slot = (slot + 1) % Slots;
        }

        return slot;
    }

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Entry
    {
        public ulong Id;
        public ulong Answer;
    }

    [StructLayout(LayoutKind.Sequential, Size = CommandBytes)]
    private struct Record
    {
        public long Balance;
        public ulong Last;
    }
}
