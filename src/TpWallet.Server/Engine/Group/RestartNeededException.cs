namespace TpWallet.Server.Engine.Group;

/// <summary>The member has to recover anew, from what lies in its folder now; it is to be started again at once.</summary>
internal sealed class RestartNeededException(string reason) : Exception(reason);
