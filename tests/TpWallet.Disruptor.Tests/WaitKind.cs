namespace TpWallet.Disruptor.Tests;

public enum WaitKind
{
    BusySpin,
    Yield,
    Adaptive,

    /// <summary>Adaptive without a look before parking: every wait goes through the lock.</summary>
    ParkAtOnce,
}
