using TpWallet.Core.Idempotency;
using TpWallet.Core.Memory;
using TpWallet.Core.Snapshots;
using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>
/// The payments and quotes, open and ended. An ended one stays known, so that it can be refunded or disputed and a late message about it
/// gets the exact reason, until its place is needed: then the one that ended first gives way. Open ones never do.
/// </summary>
internal sealed class PaymentTable(uint capacity, ulong seed) : IDisposable
{
    private readonly KeyedTable<RequestKey, Payment> _table = new(capacity, seed);
    private readonly DeadlineHeap _deadlines = new(capacity);
    private readonly List<uint> _touched = new(256);
    private (uint Open, uint Oldest, uint Newest) _queue;
    private (uint Open, uint Oldest, uint Newest) _queueBefore;
    private bool _isRecording;

    /// <summary>States that something must still end: an ended payment's place may be reused.</summary>
    public static bool IsOpen(PaymentState state) => state is PaymentState.Held or PaymentState.PartlyCaptured or PaymentState.ChargedBack
        or PaymentState.Represented or PaymentState.Quoted;

    public uint Capacity => _table.Capacity;

    /// <summary>How many are open: hold money, are quoted, or are disputed.</summary>
    public uint Open => _queue.Open;

    public bool HasRoom => _queue.Open < _table.Capacity;

    /// <summary>When the earliest deadline is due, milliseconds since 1970-01-01 UTC, or <see cref="long.MaxValue"/>.</summary>
    public long EarliestDeadlineMs => _deadlines.EarliestMs;

    public uint EarliestDeadline => _deadlines.EarliestSlot;

    public KeyedTable<RequestKey, Payment> Table => _table;

    /// <summary>The memory.</summary>
    public TablePart[] Parts => [.. _table.Parts, .. _deadlines.PartsBeside(_table)];

    /// <summary>Where the queue of ended payments begins and ends: part of the state.</summary>
    public (uint Open, uint Oldest, uint Newest) Queue => _queue;

    public ref readonly Payment this[uint slot] => ref _table[slot];

    public bool TryFind(in RequestKey key, out uint slot) => _table.TryFind(key, out slot);

    /// <summary>The state of the request's payment; <see cref="PaymentState.Unknown"/> when there is none.</summary>
    public PaymentState StateOf(in RequestKey key, out uint slot) => _table.TryFind(key, out slot) ? _table[slot].State : PaymentState.Unknown;

    public ref Payment Modify(uint slot)
    {
        Touch(slot);
        return ref _table.Modify(slot);
    }

    /// <summary>Adds an open payment; there must be room. It begins in no state: <see cref="Become"/> gives it one.</summary>
    public ref Payment Add(in RequestKey key, out uint slot)
    {
        if (_table.HasRoom)
        {
            ref var added = ref _table.Add(key, out slot);
            Touch(slot);
            _queue.Open++;
            return ref added;
        }

        slot = ForgetOldestEnded();
        Touch(slot);
        _queue.Open++;
        return ref _table.Reuse(slot, key);
    }

    /// <summary>Gives a payment its next state, which the life cycle must know, and its next deadline; 0: none runs any more.</summary>
    public void Become(uint slot, CommandKind because, PaymentState next, long deadlineMs)
    {
        ref var payment = ref Modify(slot);
        LifeCycle.Require(payment.State, because, next);
        payment.State = next;
        payment.DeadlineMs = deadlineMs;
        _deadlines.Set(slot, deadlineMs, payment.Sequence);
        if (IsOpen(next) == payment.IsEnded)
        {
            SetEnded(slot, ref payment);
        }
    }

    public void Grow(uint size)
    {
        _table.Grow(size);
        _deadlines.Grow(size);
    }

    public void BeginRecording()
    {
        _table.BeginRecording();
        _queueBefore = _queue;
        _touched.Clear();
        _isRecording = true;
    }

    public void EndRecording()
    {
        _table.EndRecording();
        _isRecording = false;
    }

    public void Undo()
    {
        var highWater = _table.HighWater;
        _table.Undo();
        _queue = _queueBefore;
        foreach (var slot in _touched)
        {
            var isGone = slot >= _table.HighWater && slot < highWater;
            _deadlines.Set(slot, isGone ? 0 : _table[slot].DeadlineMs, _table[slot].Sequence);
        }
    }

    /// <summary>Takes a queue over to which the loaded payments belong, and begins their deadlines.</summary>
    /// <exception cref="StateImageException">The payments are not linked to that queue.</exception>
    public void Restore((uint Open, uint Oldest, uint Newest) queue)
    {
        uint linked = 0;
        uint previous = 0;
        for (var link = queue.Oldest; link != 0; link = _table[link - 1].NextEnded)
        {
            // A circle passes the first one twice, and finds that something stands before it.
            if (link > _table.HighWater || !_table[link - 1].IsEnded || _table[link - 1].PreviousEnded != previous)
            {
                throw new StateImageException($"The queue of ended payments is broken after {linked} of them.");
            }

            previous = link;
            linked++;
        }

        uint ended = 0;
        for (uint slot = 0; slot < _table.HighWater; slot++)
        {
            _deadlines.Set(slot, _table[slot].DeadlineMs, _table[slot].Sequence);
            ended += _table[slot].IsEnded ? 1U : 0U;
        }

        if (previous != queue.Newest || linked != ended || queue.Open != _table.HighWater - ended)
        {
            throw new StateImageException($"{linked} of {ended} ended payments are in their queue, and {queue.Open} are said to be open.");
        }

        _queue = queue;
    }

    public void Dispose()
    {
        _table.Dispose();
        _deadlines.Dispose();
    }

    private void Touch(uint slot)
    {
        if (_isRecording)
        {
            _touched.Add(slot);
        }
    }

    private void SetEnded(uint slot, ref Payment payment)
    {
        payment.IsEnded = !payment.IsEnded;
        if (payment.IsEnded)
        {
            _queue.Open--;
            Enqueue(slot, ref payment);
        }
        else
        {
            _queue.Open++;
            Unqueue(ref payment);
        }
    }

    private void Enqueue(uint slot, ref Payment payment)
    {
        payment.PreviousEnded = _queue.Newest;
        payment.NextEnded = 0;
        if (_queue.Newest == 0)
        {
            _queue.Oldest = slot + 1;
        }
        else
        {
            Modify(_queue.Newest - 1).NextEnded = slot + 1;
        }

        _queue.Newest = slot + 1;
    }

    private void Unqueue(ref Payment payment)
    {
        if (payment.PreviousEnded == 0)
        {
            _queue.Oldest = payment.NextEnded;
        }
        else
        {
            Modify(payment.PreviousEnded - 1).NextEnded = payment.NextEnded;
        }

        if (payment.NextEnded == 0)
        {
            _queue.Newest = payment.PreviousEnded;
        }
        else
        {
            Modify(payment.NextEnded - 1).PreviousEnded = payment.PreviousEnded;
        }

        (payment.PreviousEnded, payment.NextEnded) = (0, 0);
    }

    private uint ForgetOldestEnded()
    {
        var slot = _queue.Oldest - 1;
        ref var oldest = ref Modify(slot);
        Unqueue(ref oldest);
        _table.RemoveFromIndex(oldest.Key, slot);
        PrefetchOldestEnded();
        return slot;
    }

    /// <summary>Asks for what the next payment to be forgotten will need: its index line, and the record behind it.</summary>
    private void PrefetchOldestEnded()
    {
        if (_queue.Oldest != 0)
        {
            ref readonly var next = ref _table[_queue.Oldest - 1];
            _table.PrefetchIndex(next.Key);
            _table.PrefetchSlot(next.NextEnded - 1);
        }
    }
}
