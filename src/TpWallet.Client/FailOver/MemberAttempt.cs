using TpWallet.Protocol.Binary;

namespace TpWallet.Client.FailOver;

/// <summary>The next member to ask for a session.</summary>
/// <param name="Member">Where it listens.</param>
/// <param name="Pause">How long to wait before.</param>
/// <param name="Timeout">How long it has to answer.</param>
internal readonly record struct MemberAttempt(SwitchAddress Member, TimeSpan Pause, TimeSpan Timeout);
