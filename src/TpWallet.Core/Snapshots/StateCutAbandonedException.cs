namespace TpWallet.Core.Snapshots;

/// <summary>
/// More records changed during a cut than its memory could keep. The core has gone on; the image can't be completed. Read faster, or allow more.
/// </summary>
public sealed class StateCutAbandonedException()
    : Exception("More of the state changed while its image was read than could be kept aside: the image is given up.");
