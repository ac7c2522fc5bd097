namespace TpWallet.Messages;

/// <summary>Where the core's time comes from.</summary>
public enum ClockSource : uint
{
    /// <summary>The sequencer stamps each batch with the machine's clock, never backwards.</summary>
    Sequencer = 0,

    /// <summary>Only an operator's <see cref="CommandKind.Tick"/> moves time: for replaying recorded payments in their own time.</summary>
    External = 1,
}
