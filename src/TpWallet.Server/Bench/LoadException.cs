namespace TpWallet.Server.Bench;

/// <summary>A load connection can't be opened, or broke. The message says which and why.</summary>
internal sealed class LoadException(string message, Exception? cause = null) : Exception(message, cause);
