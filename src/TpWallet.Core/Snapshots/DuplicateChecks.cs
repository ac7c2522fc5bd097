using TpWallet.Core.Idempotency;
using TpWallet.Messages;

namespace TpWallet.Core.Snapshots;

/// <summary>What is wrong with a loaded request id that is remembered, or null.</summary>
internal sealed class DuplicateChecks(SwitchState state, in StateHead head)
{
    private static readonly bool[] KnownResults = Tabulate();

    private readonly ulong _lastSequence = head.Sequence;
    private ulong _before = head.Window.EvictedThrough;

    public string? Entry(in DuplicateEntry entry)
    {
        if (entry.Participant >= state.Participants.HighWater)
        {
            return "there is no such participant";
        }

        if (entry.Sequence <= _before || entry.Sequence > _lastSequence)
        {
            return "it does not follow the one before";
        }

        _before = entry.Sequence;
        return (ushort)entry.Result < KnownResults.Length && KnownResults[(ushort)entry.Result] ? null : "its result is unknown";
    }

    private static bool[] Tabulate()
    {
        var codes = Enum.GetValues<ResultCode>();
        var known = new bool[(int)codes.Max() + 1];
        foreach (var code in codes)
        {
            known[(int)code] = code != ResultCode.None;
        }

        return known;
    }
}
