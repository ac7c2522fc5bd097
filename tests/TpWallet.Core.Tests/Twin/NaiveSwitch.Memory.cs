using System.Globalization;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>What is remembered, what was forgotten, and what may be concluded from an id.</summary>
internal sealed partial class NaiveSwitch
{
    private const long FiveMinutes = 300_000;

    private readonly List<(uint Participant, RequestId Id, ulong Sequence, long TimeMs)> _remembered = [];
    private (ulong Sequence, long TimeMs) _forgotten;
    private ulong _durableThrough;
    private (ulong Sequence, long TimeMs) _retainedFrom;

    private bool HasDropped => _retainedFrom.Sequence > 1;

    private bool HasRoomFor(int count)
    {
        var missing = count - (capacity - _remembered.Count);
        return missing <= 0 || (missing <= capacity && _remembered[missing - 1].Sequence <= _durableThrough);
    }

    private void Remember(in Command command, ulong sequence, Expected answer)
    {
        if (_remembered.Count == capacity)
        {
            var oldest = _remembered[0];
            _remembered.RemoveAt(0);
            _answers.Remove((oldest.Participant, oldest.Id));
            _forgotten = (oldest.Sequence, oldest.TimeMs);
        }

        var (participant, id) = KeyOf(command);
        _remembered.Add((participant, id, sequence, _timeMs));
        _answers.Add((participant, id), (command with { HistoryCheckedThrough = 0 }, answer));
    }

    private ResultCode Mark(in Command command)
    {
        var mark = command.HistoryMark;
        if (mark.DurableThrough >= _sequence || mark.RetainedFrom > mark.DurableThrough + 1 || mark.RetainedFromTimeMs > _timeMs + 1)
        {
            return ResultCode.HistoryMarkOutOfRange;
        }

        _durableThrough = Math.Max(_durableThrough, mark.DurableThrough);
        _retainedFrom = (Math.Max(_retainedFrom.Sequence, mark.RetainedFrom), Math.Max(_retainedFrom.TimeMs, mark.RetainedFromTimeMs));
        return ResultCode.Approved;
    }

    private ResultCode TooOldOrTooNew(in Command command)
    {
        var made = TimeOf(command.RequestId);
        if (made > _timeMs + FiveMinutes)
        {
            return ResultCode.RequestIdInFuture;
        }

        if (HasDropped && made <= _retainedFrom.TimeMs + FiveMinutes)
        {
            return ResultCode.OutsideWindow;
        }

        var original = (command.Participant, command.OriginalRequestId);
        var needsOriginal = command.Kind == CommandKind.Reversal && !_answers.ContainsKey(original) && !_books.Payments.ContainsKey(original);
        if (HasDropped && needsOriginal && !IsOriginalInHistory(command) && TimeOf(command.OriginalRequestId) <= _retainedFrom.TimeMs + FiveMinutes)
        {
            return ResultCode.OutsideWindow;
        }

        return Searched(command) < _forgotten.Sequence
            && (MayBeForgotten(command.RequestId) || (needsOriginal && MayBeForgotten(command.OriginalRequestId)))
            ? ResultCode.HistoryBehind
            : ResultCode.None;
    }

    private Expected AnswerTo(in Command inquiry)
    {
        if (_answers.TryGetValue((inquiry.Participant, inquiry.OriginalRequestId), out var known))
        {
            return known.Answer with { Replayed = true };
        }

        if (!MayBeForgotten(inquiry.OriginalRequestId))
        {
            return ResultCode.UnknownRequest;
        }

        if (Searched(inquiry) < _forgotten.Sequence)
        {
            return ResultCode.HistoryBehind;
        }

        var made = TimeOf(inquiry.OriginalRequestId) ?? long.MinValue;
        return HasDropped && made <= _retainedFrom.TimeMs + FiveMinutes ? ResultCode.OutsideWindow : ResultCode.UnknownRequest;
    }

    private bool MayBeForgotten(RequestId id) => _forgotten.Sequence > 0 && (TimeOf(id) ?? long.MinValue) <= _forgotten.TimeMs + FiveMinutes;

    private static ulong Searched(in Command command) => command.HistoryCheckedThrough % (1UL << 63);

    private static bool IsOriginalInHistory(in Command command) => command.HistoryCheckedThrough >= 1UL << 63;

    /// <summary>Of a UUID of version 7, by its text: its first twelve digits are the time.</summary>
    private static long? TimeOf(RequestId id)
    {
        var text = $"{id}";
        return text[14] == '7' && "89ab".Contains(text[19]) ? long.Parse(text[..8] + text[9..13], NumberStyles.HexNumber) : null;
    }
}
