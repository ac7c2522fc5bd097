using TpWallet.Messages;

namespace TpWallet.Gateway.Iso8583;

/// <summary>The totals of a link by business date and currency since the start; the oldest dates only while they fit. Any thread.</summary>
internal sealed class IsoTotals
{
    /// <summary>Business dates times currencies that are kept.</summary>
    public const int LinesMax = 64;

    private readonly Lock _gate = new();
    private readonly List<(ushort Date, Currency Currency, TotalsLine Line)> _lines = [];

    /// <summary>The totals of a date and currency; zeros when nothing was counted.</summary>
    public TotalsLine Of(ushort date, Currency currency)
    {
        lock (_gate)
        {
            var index = IndexOf(date, currency);
            return index < 0 ? default : _lines[index].Line;
        }
    }

    /// <summary>Counts what a command moved.</summary>
    /// <param name="date">The business date at which it was accepted.</param>
    /// <param name="command">The command.</param>
    /// <param name="reply">Its reply; only a success that is no repeat counts.</param>
    /// <param name="reversesMoney">Of a reversal: whether its original moved money.</param>
    public void Count(ushort date, in Command command, in Reply reply, bool reversesMoney)
    {
        if (reply.Class != ResultClass.Success || (reply.Flags & ReplyFlags.Replayed) != 0 || reply.Amount == 0)
        {
            return;
        }

        if (command.Kind is CommandKind.Purchase or CommandKind.Capture or CommandKind.Transfer or CommandKind.Refund
            || (command.Kind == CommandKind.Reversal && reversesMoney))
        {
            lock (_gate)
            {
                Add(date, reply.Currency, command.Kind, reply.Amount);
            }
        }
    }

    private void Add(ushort date, Currency currency, CommandKind kind, long amount)
    {
        var index = IndexOf(date, currency);
        if (index < 0)
        {
            if (_lines.Count == LinesMax)
            {
                _lines.Remove(_lines.MinBy(static line => line.Date));
            }

            index = _lines.Count;
            _lines.Add((date, currency, default));
        }

        var line = _lines[index].Line;
        switch (kind)
        {
            case CommandKind.Refund:
                line.Credits++;
                line.CreditAmount += amount;
                break;
            case CommandKind.Reversal:
                line.DebitReversals++;
                line.DebitReversalAmount += amount;
                break;
            default:
                line.Debits++;
                line.DebitAmount += amount;
                break;
        }

        _lines[index] = (date, currency, line);
    }

    private int IndexOf(ushort date, Currency currency)
    {
        for (var index = 0; index < _lines.Count; index++)
        {
            if (_lines[index].Date == date && _lines[index].Currency == currency)
            {
                return index;
            }
        }

        return -1;
    }
}
