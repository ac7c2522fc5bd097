using TpWallet.Messages;

namespace TpWallet.Persistence.History;

/// <summary>Which outcomes history finds by request id, and which by reference.</summary>
internal static class FirstAnswer
{
    /// <summary>
    /// On whose behalf a request id is unique: commands about the switch itself, and those that make participants known, are the operator's.
    /// </summary>
    public static uint OwnerOf(in Command command) => command.Kind switch
    {
        CommandKind.GrowTables or CommandKind.AddParticipant or CommandKind.SetCaptureTolerance or CommandKind.SetTierLimit
            or CommandKind.SetColdStart => 0,
        _ => command.Participant,
    };

    /// <summary>
    /// Whether this is the answer that a repeat of the command must get. A repeat's own answer, and a refusal that used no id up, is not.
    /// </summary>
    public static bool Is(in Command command, in Reply reply) =>
        !command.RequestId.IsNone
        && (reply.Flags & ReplyFlags.Replayed) == 0
        && reply.Class is not (ResultClass.Malformed or ResultClass.None)
        && command.Kind is not (CommandKind.Genesis or CommandKind.Tick or CommandKind.HistoryMark or CommandKind.BalanceInquiry
            or CommandKind.StatusInquiry)
        && reply.Result is not (ResultCode.RequestIdConflict or ResultCode.DuplicatesFull or ResultCode.ShuttingDown or ResultCode.HistoryBehind
            or ResultCode.DiskFull or ResultCode.NotPrimary or ResultCode.UnknownParticipant or ResultCode.GenesisOutOfPlace
            or ResultCode.OutsideWindow);

    /// <summary>
    /// A link of a chain that was not carried out. When another link had been answered before, the chain used no new id up, and the link may
    /// come again in a chain that is carried out; the reply alone doesn't tell.
    /// </summary>
    public static bool IsProvisional(in Reply reply) => reply.Result is ResultCode.LinkedCommandFailed or ResultCode.NotPermitted;

    /// <summary>Whether the command carries a retrieval reference: payments do; other kinds have a body of their own in its place.</summary>
    public static bool HasReference(in Command command) => command.RetrievalReferenceNumber != 0 && command.Kind is
        (>= CommandKind.Deposit and <= CommandKind.Transfer) or CommandKind.Exchange or (>= CommandKind.Authorize and <= CommandKind.StatusInquiry);
}
