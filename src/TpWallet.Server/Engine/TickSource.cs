using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>
/// Puts a tick into the ring when the core's earliest deadline is due, and another one when more is due than one tick does; never
/// otherwise. Between deadlines it costs a comparison a range and no wake-up: one timer is set for the earliest deadline that was seen.
/// </summary>
/// <remarks>
/// On a switch that keeps its own time, due is what the machine's clock says. With an external clock only an operator's ticks move time,
/// and this source merely continues what one of them left undone. Ticks use slots that no session is promised.
/// </remarks>
internal sealed class TickSource : IDisposable
{
    private const long Never = long.MaxValue;
    private const int NoTick = -1;

    // The core's deadlines may lie further ahead than a timer reaches; and a machine's clock that was put forward is noticed within this time.
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(1);

    private readonly RingBuffer<Slot> _ring;
    private readonly ClockSource _clock;
    private readonly TimeProvider _time;
    private readonly GroupRole? _role;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();

    /// <summary>Written by the engine's thread, read under the gate.</summary>
    private long _deadlineMs = Never;
    private long _coreTimeMs;

    /// <summary>Slot of the tick that is on its way.</summary>
    private long _tickSlot = NoTick;

    /// <summary>For which deadline the timer is set; guarded by the gate.</summary>
    private long _armedMs = Never;
    private long _ticks;

    /// <param name="ring">Where ticks enter.</param>
    /// <param name="clock">Whose time the switch keeps.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="role">A member of a group gives ticks only while it leads; null: always.</param>
    public TickSource(RingBuffer<Slot> ring, ClockSource clock, TimeProvider time, GroupRole? role = null)
    {
        _ring = ring;
        _clock = clock;
        _time = time;
        _role = role;
        _timer = time.CreateTimer(static source => ((TickSource)source!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ticks put into the ring.</summary>
    public long Ticks => Volatile.Read(ref _ticks);

    /// <summary>Engine: says after each range how far the core has come and when its next deadline is.</summary>
    /// <param name="lastSlot">The last slot that has been applied; -1: none yet.</param>
    /// <param name="deadlineMs">The earliest deadline, milliseconds since 1970-01-01 UTC; <see cref="long.MaxValue"/>: none.</param>
    /// <param name="coreTimeMs">The core's time.</param>
    public void OnApplied(long lastSlot, long deadlineMs, long coreTimeMs)
    {
        var tickSlot = Volatile.Read(ref _tickSlot);
        var hasLanded = tickSlot != NoTick && lastSlot >= tickSlot;

        // A deadline that moves away needs nothing: the timer finds out when it fires. Nor does time that passes before it.
        var isNearer = deadlineMs < _deadlineMs || (deadlineMs <= coreTimeMs && _coreTimeMs < deadlineMs);
        Volatile.Write(ref _deadlineMs, deadlineMs);
        Volatile.Write(ref _coreTimeMs, coreTimeMs);
        if (hasLanded || isNearer)
        {
            lock (_gate)
            {
                _tickSlot = hasLanded ? NoTick : _tickSlot;
                Arm();
            }
        }
    }

    /// <summary>Puts a tick into the ring now, so that a batch passes though nobody pays. None when one is on its way. Any thread.</summary>
    public void Nudge()
    {
        lock (_gate)
        {
            if (_tickSlot == NoTick)
            {
                Emit();
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate)
        {
            _armedMs = Never;
            if (_tickSlot == NoTick && Volatile.Read(ref _deadlineMs) <= NowMs())
            {
                Emit();
            }
            else
            {
                Arm();
            }
        }
    }

    private long NowMs() => _clock == ClockSource.External ? Volatile.Read(ref _coreTimeMs) : _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Sets the timer for the deadline, unless it fires before that anyway or a tick is on its way.</summary>
    private void Arm()
    {
        var deadlineMs = Volatile.Read(ref _deadlineMs);
        if (_tickSlot != NoTick || deadlineMs >= _armedMs)
        {
            return;
        }

        var delayMs = deadlineMs - NowMs();
        if (delayMs > 0 && _clock == ClockSource.External)
        {
            return; // no clock of this machine says when
        }

        Arm(deadlineMs, TimeSpan.FromMilliseconds(Math.Clamp(delayMs, 0, (long)DelayMax.TotalMilliseconds)));
    }

    private void Arm(long deadlineMs, TimeSpan delay)
    {
        _armedMs = deadlineMs;
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Emit()
    {
        if (_role is { IsLeading: false })
        {
            return; // whoever leads does it; when this member does, it is nudged
        }

        if (!_ring.TryClaim(1, out var sequence))
        {
            if (!_ring.IsClosed)
            {
                Arm(Volatile.Read(ref _deadlineMs), RetryDelay);
            }

            return;
        }

        ref var slot = ref _ring[sequence];
        slot = default; // no connection: nobody is answered
        slot.Command = SwitchCommand.Of(CommandKind.Tick);
        Volatile.Write(ref _tickSlot, sequence);
        Volatile.Write(ref _ticks, _ticks + 1);
        _ring.Publish(sequence, sequence);
    }
}
