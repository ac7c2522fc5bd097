using System.Numerics;
using TpWallet.Messages;

namespace TpWallet.Core.Tests.Twin;

/// <summary>
/// The switch once more, written for obviousness: dictionaries, unbounded integers, values instead of tables. Says what each command must
/// answer. Shares no code with the core but the messages and the names of states and limits. This part: what every command passes, and what
/// is remembered.
/// </summary>
internal sealed partial class NaiveSwitch
{
    private readonly HashSet<uint> _participants = [];
    private readonly Dictionary<(uint, RequestId), (Command Body, Expected Answer)> _answers = [];
    private NaiveBooks _books = new();
    private long _timeMs;
    private int _order;

    public IEnumerable<NaiveAccount> Accounts => _books.Accounts.Values;

    public Expected Apply(in Command command, long timeMs)
    {
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
                return _answers.TryGetValue((command.Participant, command.OriginalRequestId), out var known)
                    ? known.Answer with { Replayed = true }
                    : ResultCode.UnknownRequest;
            case CommandKind.Tick:
                return Tick(command);
        }

        if (Replay(command) is { } stored)
        {
            return stored;
        }

        var answer = CarryOut(command);
        _answers.Add(KeyOf(command), (command, answer));
        return answer;
    }

    public Expected[] ApplyChain(Command[] commands, long timeMs)
    {
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

        var before = _books;
        var given = commands.Select(static _ => (Expected)ResultCode.LinkedCommandFailed).ToArray();
        for (var link = 0; link < commands.Length; link++)
        {
            given[link] = CarryOut(commands[link]);
            if (ResultCodes.Classify(given[link].Result) != ResultClass.Success)
            {
                _books = before;
                given = [.. given.Select((answer, index) => index == link ? answer : ResultCode.LinkedCommandFailed)];
                break;
            }
        }

        foreach (var (command, answer) in commands.Zip(given))
        {
            _answers.Add(KeyOf(command), (command, answer));
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

            return refusal != ResultCode.None ? refusal : Replay(command);
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

        return known.Body.Equals(command) ? known.Answer with { Replayed = true } : ResultCode.RequestIdConflict;
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
