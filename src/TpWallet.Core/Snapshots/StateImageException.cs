namespace TpWallet.Core.Snapshots;

/// <summary>Bytes are not the image of a state, or of one that can't be. The message says which record of what, and why.</summary>
public sealed class StateImageException(string message) : Exception(message);
