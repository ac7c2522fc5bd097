namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>A script or its world can't be used. The message names the file and the line.</summary>
internal sealed class ScriptException(string message, Exception? cause = null) : Exception(message, cause);
