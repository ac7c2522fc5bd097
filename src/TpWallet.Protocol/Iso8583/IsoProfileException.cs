namespace TpWallet.Protocol.Iso8583;

/// <summary>A profile can't be used. The message names the place in the profile and what is wrong there.</summary>
public sealed class IsoProfileException(string message, Exception? cause = null) : Exception(message, cause);
