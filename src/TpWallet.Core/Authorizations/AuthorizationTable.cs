using TpWallet.Core.Idempotency;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Authorizations;

/// <summary>
/// The authorizations, open and ended. An ended one stays known, so that a late message about it gets the exact reason, until its place is
/// needed: then the one that ended first gives way. Open ones never do.
/// </summary>
internal sealed class AuthorizationTable(uint capacity, ulong seed) : IDisposable
{
    private readonly KeyedTable<RequestKey, Authorization> _table = new(capacity, seed);
    private uint _oldestEnded;
    private uint _newestEnded;

    public uint Capacity => _table.Capacity;

    /// <summary>How many hold money now.</summary>
    public uint Open { get; private set; }

    public bool HasRoom => Open < _table.Capacity;

    public KeyedTable<RequestKey, Authorization> Table => _table;

    /// <summary>Where the queue of ended authorizations begins and ends: part of the state.</summary>
    public (uint Oldest, uint Newest) EndedQueue => (_oldestEnded, _newestEnded);

    public bool TryFind(in RequestKey key, out uint slot) => _table.TryFind(key, out slot);

    public ref Authorization this[uint slot] => ref _table[slot];

    public ref Authorization Add(in RequestKey key)
    {
        Open++;
        if (_table.HighWater < _table.Capacity)
        {
            return ref _table.Add(key, out _);
        }

        return ref _table.Reuse(ForgetOldestEnded(), key);
    }

    /// <summary>Gives an authorization its final state.</summary>
    public void End(uint slot, AuthorizationState state)
    {
        ref var ended = ref _table[slot];
        if (ended.State != AuthorizationState.Held)
        {
            throw new InvalidOperationException("An authorization would end twice: the core's state is broken.");
        }

        ended.State = state;
        Open--;
        if (_newestEnded == 0)
        {
            _oldestEnded = slot + 1;
        }
        else
        {
            _table[_newestEnded - 1].NextEnded = slot + 1;
        }

        _newestEnded = slot + 1;
    }

    public void Grow(uint capacity) => _table.Grow(capacity);

    public void Dispose() => _table.Dispose();

    private uint ForgetOldestEnded()
    {
        var slot = _oldestEnded - 1;
        ref readonly var oldest = ref _table[slot];
        _oldestEnded = oldest.NextEnded;
        if (_oldestEnded == 0)
        {
            _newestEnded = 0;
        }

        _table.RemoveFromIndex(new RequestKey(oldest.Participant, oldest.RequestId), slot);
        return slot;
    }
}
