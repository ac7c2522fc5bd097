using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>
/// The switch once more, written for obviousness: dictionaries, unbounded integers, values instead of tables. Says what each command must
/// answer. Shares no code with the core but the messages and the names of states and limits. This part: what every command passes, and what
/// is remembered.
/// </summary>
/// <param name="capacity">How many answers are remembered.</param>
internal sealed partial class NaiveSwitch(int capacity = 1_024)
{
    private readonly HashSet<uint> _participants = [];
    private readonly Dictionary<(uint, RequestId), (Command Body, Expected Answer)> _answers = [];
    private NaiveBooks _books = new();
    private long _timeMs;
    private int _order;

    /// <summary>The genesis was the first.</summary>
    private ulong _sequence = 1;

    public IEnumerable<NaiveAccount> Accounts => _books.Accounts.Values;

    public Expected Apply(in Command command, long timeMs)
    {
        _sequence++;
        _timeMs = Math.Max(_timeMs, timeMs);
        if ((command.Flags & CommandFlags.Linked) != 0)
        {
            return ResultCode.ChainTooLong;
        }

        var refusal = Admit(command);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        switch (command.Kind)
        {
            case CommandKind.BalanceInquiry:
                return Balance(command);
            case CommandKind.StatusInquiry:
                return AnswerTo(command);
            case CommandKind.HistoryMark:
                return Mark(command);
            case CommandKind.Tick:
                return Tick(command);
        }

        if (Replay(command) is { } stored)
        {
            return stored;
        }

        refusal = TooOldOrTooNew(command);
        if (refusal != ResultCode.None || !HasRoomFor(1))
        {
            return refusal != ResultCode.None ? refusal : ResultCode.DuplicatesFull;
        }

        var answer = CarryOut(command);
        Remember(command, _sequence, answer);
        return answer;
    }

    public Expected[] ApplyChain(Command[] commands, long timeMs)
    {
        var before = (Sequence: _sequence, Books: _books);
        _sequence += (ulong)commands.Length;
        _timeMs = Math.Max(_timeMs, timeMs);
        if (commands.Length > CommandLimits.ChainMax)
        {
            return [.. commands.Select(static _ => (Expected)ResultCode.ChainTooLong)];
        }

        var answers = commands.Select(AdmitLink).ToArray();
        if (answers.Any(static answer => answer != null))
        {
            return [.. answers.Select(static answer => answer ?? ResultCode.LinkedCommandFailed)];
        }

        if (!HasRoomFor(commands.Length))
        {
            return [.. commands.Select(static _ => (Expected)ResultCode.DuplicatesFull)];
        }

        var given = commands.Select(static _ => (Expected)ResultCode.LinkedCommandFailed).ToArray();
        for (var link = 0; link < commands.Length; link++)
        {
            given[link] = CarryOut(commands[link]);
            if (ResultCodes.Classify(given[link].Result) != ResultClass.Success)
            {
                _books = before.Books;
                given = [.. given.Select((answer, index) => index == link ? answer : ResultCode.LinkedCommandFailed)];
                break;
            }
        }

        foreach (var (link, answer) in given.Index())
        {
            Remember(commands[link], before.Sequence + 1 + (ulong)link, answer);
        }

        return given;

        Expected? AdmitLink(Command command, int link)
        {
            var refusal = Admit(command);
            if (refusal == ResultCode.None && (FlagsOf(command.Kind) & CommandFlags.Linked) == 0)
            {
                refusal = ResultCode.NotLinkable;
            }

            if (refusal == ResultCode.None && commands.Take(link).Any(earlier => KeyOf(earlier) == KeyOf(command)))
            {
                refusal = ResultCode.RequestIdConflict;
            }

            if (refusal == ResultCode.None && Replay(command) is { } stored)
            {
                return stored;
            }

            refusal = refusal == ResultCode.None ? TooOldOrTooNew(command) : refusal;
            return refusal == ResultCode.None ? null : refusal;
        }
    }

    private static (uint, RequestId) KeyOf(in Command command) =>
        (IsOfTheSwitch(command.Kind) || command.Kind == CommandKind.AddParticipant ? 0 : command.Participant, command.RequestId);

    private static bool IsByOperator(in Command command) => (command.Flags & CommandFlags.Operator) != 0;

    private ResultCode Admit(in Command command)
    {
        var refusal = Malformed(command);
        if (refusal != ResultCode.None)
        {
            return refusal;
        }

        return IsOfTheSwitch(command.Kind) || command.Kind == CommandKind.AddParticipant || _participants.Contains(command.Participant)
            ? ResultCode.None
            : ResultCode.UnknownParticipant;
    }

    private Expected? Replay(in Command command)
    {
        if (!_answers.TryGetValue(KeyOf(command), out var known))
        {
            return null;
        }

        return known.Body.Equals(command with { HistoryCheckedThrough = 0 }) ? known.Answer with { Replayed = true } : ResultCode.RequestIdConflict;
    }

    private Expected CarryOut(in Command command)
    {
        _order++;
        if (_books.Payments.ContainsKey(KeyOf(command)))
        {
            return ResultCode.ReversedBeforeArrival;
        }

        return command.Kind switch
        {
            CommandKind.Authorize or CommandKind.Purchase => Pay(command),
            CommandKind.IncrementAuthorization => Increment(command),
            CommandKind.Capture => Capture(command),
            CommandKind.Void => Void(command),
            CommandKind.Reversal => Reverse(command),
            CommandKind.Refund => Refund(command),
            CommandKind.Transfer => Transfer(command),
            CommandKind.Withdrawal => Withdraw(command),
            CommandKind.Deposit => Deposit(command),
            CommandKind.OpenQuote => OpenQuote(command),
            CommandKind.Exchange => Exchange(command),
            CommandKind.Chargeback => Chargeback(command),
            CommandKind.Representment => Represent(command),
            CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer => Resolve(command),
            _ => Configure(command),
        };
    }

    private Expected Balance(in Command command)
    {
        if (!_books.Accounts.TryGetValue(command.Account, out var account))
        {
            return ResultCode.UnknownAccount;
        }

        return account.Participant == command.Participant || IsByOperator(command)
            ? new Expected(ResultCode.Approved, account.Posted, account.Available)
            : ResultCode.NotPermitted;
    }

    private BigInteger Visible(ulong number, in Command command)
    {
        var account = _books.Accounts[number];
        return account.Participant == command.Participant || IsByOperator(command) ? account.Available : 0;
    }
}
