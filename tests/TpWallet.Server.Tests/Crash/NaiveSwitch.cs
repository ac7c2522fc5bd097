using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>
/// What a switch must do, as plainly as it can be written: decides requests in the order of the sequences that the real one gave them, each
/// once. If the real one had lost or doubled an effect, its answers or balances would differ from these.
/// </summary>
internal sealed class NaiveSwitch
{
    private readonly Dictionary<ulong, Account> _accounts = [];
    private readonly Dictionary<(uint Participant, RequestId Id), Hold> _holds = [];
    private ulong _sequence;
    private long _timeMs;

    public IEnumerable<ulong> Accounts => _accounts.Keys;

    /// <summary>Decides the request, which must follow all that came before, and compares.</summary>
    public void Apply(TrackedRequest request, Findings findings)
    {
        var answer = request.Answer;
        if (answer.Sequence <= _sequence || answer.TimeMs < _timeMs)
        {
            findings.Add($"{request} was applied behind sequence {_sequence}, time {_timeMs}: {TrackedRequest.Describe(answer)}");
        }

        (_sequence, _timeMs) = (answer.Sequence, answer.TimeMs);
        var due = Decide(request.Command);
        if (due != new Decision(answer.Result, answer.Amount, answer.Available))
        {
            findings.Add($"{request} must be answered {due} and was {TrackedRequest.Describe(answer)}");
        }
    }

    /// <summary>Compares the answer to a balance inquiry.</summary>
    public void CompareBalance(ulong number, in Reply answer, Findings findings)
    {
        var account = _accounts[number];
        if (answer.Result != ResultCode.Approved || answer.Amount != account.Posted || answer.Available != account.Available)
        {
            findings.Add($"account {number} must hold {account.Posted}, available {account.Available}, and has {TrackedRequest.Describe(answer)}");
        }
    }

    private Decision Decide(in Command command) => command.Kind switch
    {
        CommandKind.AddParticipant => new Decision(ResultCode.Approved),
        CommandKind.OpenAccount => Open(command),
        CommandKind.Deposit => Deposit(command),
        CommandKind.Purchase => Pay(command, hold: false),
        CommandKind.Authorize => Pay(command, hold: true),
        CommandKind.Capture or CommandKind.Void => EndHold(command),
        _ => throw new InvalidOperationException($"No till sends {command.Kind}."),
    };

    private Decision Open(in Command command)
    {
        _accounts.Add(command.OpenAccount.Account, new Account { Participant = command.Participant });
        return new Decision(ResultCode.Approved);
    }

    private Decision Deposit(in Command command)
    {
        var account = _accounts[command.Account];
        Move(_accounts[command.Counterparty], account, command.Amount);
        return new Decision(ResultCode.Approved, command.Amount, account.Available);
    }

    private Decision Pay(in Command command, bool hold)
    {
        var payer = _accounts[command.Account];
        if (payer.Available < command.Amount)
        {
            return new Decision(ResultCode.InsufficientFunds, 0, payer.VisibleTo(command.Participant));
        }

        if (hold)
        {
            payer.Held += command.Amount;
            _holds.Add((command.Participant, command.RequestId), new Hold
            {
                Payer = payer,
                Merchant = _accounts[command.Counterparty],
                Amount = command.Amount,
            });
        }
        else
        {
            Move(payer, _accounts[command.Counterparty], command.Amount);
        }

        return new Decision(ResultCode.Approved, command.Amount, payer.VisibleTo(command.Participant));
    }

    private Decision EndHold(in Command command)
    {
        if (!_holds.TryGetValue((command.Participant, command.OriginalRequestId), out var hold))
        {
            return new Decision(ResultCode.UnknownAuthorization);
        }

        if (hold.End != ResultCode.None)
        {
            return new Decision(hold.End);
        }

        if (command.Amount > hold.Amount)
        {
            return new Decision(ResultCode.AmountExceedsAuthorization);
        }

        hold.Payer.Held -= hold.Amount;
        var amount = command.Amount == 0 ? hold.Amount : command.Amount;
        if (command.Kind == CommandKind.Capture)
        {
            Move(hold.Payer, hold.Merchant, amount);
        }

        hold.End = command.Kind == CommandKind.Capture ? ResultCode.AuthorizationCaptured : ResultCode.AuthorizationVoided;
        return new Decision(ResultCode.Approved, amount, hold.Payer.VisibleTo(command.Participant));
    }

    private static void Move(Account from, Account to, long amount)
    {
        from.Posted -= amount;
        to.Posted += amount;
    }

    private readonly record struct Decision(ResultCode Result, long Amount = 0, long Available = 0);

    private sealed class Account
    {
        public uint Participant { get; init; }

        public long Posted { get; set; }

        public long Held { get; set; }

        public long Available => Posted - Held;

        public long VisibleTo(uint participant) => participant == Participant ? Available : 0;
    }

    private sealed class Hold
    {
        public required Account Payer { get; init; }

        public required Account Merchant { get; init; }

        public long Amount { get; init; }

        /// <summary>What later commands about it are told; none while it holds money.</summary>
        public ResultCode End { get; set; }
    }
}
