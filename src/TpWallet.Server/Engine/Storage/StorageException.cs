namespace TpWallet.Server.Engine.Storage;

/// <summary>The parts of a data folder don't fit together. The message says which, and what to do.</summary>
internal sealed class StorageException(string message) : Exception(message);
