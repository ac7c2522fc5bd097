namespace TpWallet.Server.Configuration;

/// <summary>The configuration can't be used. The message names the file or the key, and what is wrong with it.</summary>
internal sealed class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
