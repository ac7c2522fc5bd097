namespace TpWallet.Gateway.Rest.Keys;

/// <summary>The file of keys can't be used. The message names it and what is wrong, never a key.</summary>
public sealed class ApiKeyFileException(string message, Exception? cause = null) : Exception(message, cause);
