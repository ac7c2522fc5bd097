using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Chains;

/// <summary>
/// Several commands, all or none. Each is carried out in turn while the tables record how they were; when one is refused everything is put
/// back, to the bit.
/// </summary>
internal static class Chain
{
    public static void Apply(SwitchState state, ReadOnlySpan<Command> commands, ulong firstSequence, long batchTimeMs, Span<Reply> replies)
    {
        state.Ledger.BeginCommand();
        state.BeginCommand(firstSequence, batchTimeMs);
        foreach (ref var reply in replies)
        {
            reply.TimeMs = state.TimeMs;
        }

        // A chain that was answered before, or contradicts one, is not carried out again in any part.
        if (TryAdmit(state, commands, replies))
        {
            CarryOut(state, commands, firstSequence, batchTimeMs, replies);
        }
    }

    /// <summary>
    /// Checks each link as it would be checked alone. All new: the chain may be carried out. Otherwise each link gets what it would get
    /// alone, and the new ones are refused with the chain.
    /// </summary>
    private static bool TryAdmit(SwitchState state, ReadOnlySpan<Command> commands, Span<Reply> replies)
    {
        if (commands.Length > CommandLimits.ChainMax)
        {
            return Refuse(replies, ResultCode.ChainTooLong);
        }

        var admitted = true;
        for (var link = 0; link < commands.Length; link++)
        {
            ref readonly var command = ref commands[link];
            var refusal = Admission.Check(state, command);
            if (refusal == ResultCode.None && !CommandTraits.Of(command.Kind).IsLinkable)
            {
                // The last link carries no flag that would have told.
                refusal = ResultCode.NotLinkable;
            }

            if (refusal == ResultCode.None && IsNamedEarlier(commands, link))
            {
                refusal = ResultCode.RequestIdConflict;
            }

            if (refusal != ResultCode.None)
            {
                replies[link].Conclude(refusal);
                admitted = false;
            }
            else if (Admission.TryReplay(state, command, ref replies[link]))
            {
                admitted = false;
            }
            else
            {
                refusal = Admission.CheckAge(state, command);
                admitted &= refusal == ResultCode.None;
                replies[link].Conclude(refusal == ResultCode.None ? ResultCode.LinkedCommandFailed : refusal);
            }
        }

        return admitted && !state.Duplicates.HasRoomFor(commands.Length)
            ? Refuse(replies, ResultCode.DuplicatesFull)
            : admitted;
    }

    private static bool Refuse(Span<Reply> replies, ResultCode refusal)
    {
        foreach (ref var reply in replies)
        {
            reply.Conclude(refusal);
        }

        return false;
    }

    private static bool IsNamedEarlier(ReadOnlySpan<Command> commands, int link)
    {
        foreach (ref readonly var earlier in commands[..link])
        {
            if (earlier.RequestId == commands[link].RequestId && earlier.Participant == commands[link].Participant)
            {
                return true;
            }
        }

        return false;
    }

    private static void CarryOut(SwitchState state, ReadOnlySpan<Command> commands, ulong firstSequence, long batchTimeMs, Span<Reply> replies)
    {
        state.BeginRecording();
        var failed = FirstRefused(state, commands, firstSequence, batchTimeMs, replies);
        if (failed >= 0)
        {
            state.Undo();
            Refuse(replies, failed);
        }

        state.EndRecording();
        for (var link = 0; link < commands.Length; link++)
        {
            _ = Admission.Identify(state, commands[link]); // admitted before: known
            Admission.Remember(state, commands[link], replies[link]);
        }
    }

    /// <summary>Carries the links out in order. -1 when none was refused.</summary>
    private static int FirstRefused(SwitchState state, ReadOnlySpan<Command> commands, ulong firstSequence, long batchTimeMs, Span<Reply> replies)
    {
        for (var link = 0; link < commands.Length; link++)
        {
            state.BeginCommand(firstSequence + (ulong)link, batchTimeMs);
            _ = Admission.Identify(state, commands[link]); // admitted before: known
            replies[link].Conclude(Operations.Apply(state, commands[link], ref replies[link]));
            if (replies[link].Class != ResultClass.Success)
            {
                return link;
            }
        }

        return -1;
    }

    private static void Refuse(Span<Reply> replies, int failed)
    {
        for (var link = 0; link < replies.Length; link++)
        {
            if (link != failed)
            {
                replies[link].Amount = 0;
                replies[link].Available = 0;
                replies[link].Conclude(ResultCode.LinkedCommandFailed);
            }
        }
    }
}
