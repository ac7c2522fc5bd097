using System.Diagnostics;

namespace TpWallet.Server.Bench;

/// <summary>
/// When one connection is to send: in a closed loop as soon as its window has room, in an open loop at fixed times whether or not the switch
/// keeps up. Times are ticks of <see cref="Stopwatch"/>.
/// </summary>
/// <param name="StartTicks">The first request.</param>
/// <param name="MeasureTicks">From here on results count.</param>
/// <param name="EndTicks">No request is due from here on.</param>
/// <param name="TicksPerRequest">Distance of the requests; 0: closed loop.</param>
internal readonly record struct Schedule(long StartTicks, long MeasureTicks, long EndTicks, double TicksPerRequest)
{
    /// <summary>Everything at once, without an end: for commands that are only to be done.</summary>
    public static Schedule Immediate { get; } = new(0, 0, long.MaxValue, 0);

    /// <summary>Requests are due at fixed times.</summary>
    public bool IsOpenLoop => TicksPerRequest > 0;

    /// <summary>When the request with this number, from 0, is due.</summary>
    public long DueTicks(long request, long nowTicks) => IsOpenLoop ? StartTicks + (long)(request * TicksPerRequest) : nowTicks;

    /// <summary>Whether something at this time counts.</summary>
    public bool IsMeasured(long ticks) => ticks >= MeasureTicks && ticks < EndTicks;
}
