namespace TpWallet.Server.Replay;

/// <summary>The switch refused something without which the rest of the file would be decided wrongly.</summary>
internal sealed class ReplayRefusedException(string message) : Exception(message);
