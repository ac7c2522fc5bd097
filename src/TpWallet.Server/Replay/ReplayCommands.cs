using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>
/// Turns recorded payments into the commands that a switch needs to decide them: what a payment depends on (time, accounts, room in the
/// tables) goes out right before it, on the same connection. Deterministic: the same rows give the same commands, byte for byte.
/// </summary>
internal sealed class ReplayCommands
{

    /// <summary>36 to the 12th: how many retrieval references there are.</summary>
    private const ulong RetrievalReferences = 4_738_381_338_321_616_896;

    private readonly ReplaySettings _settings;
    private readonly List<Command> _commands = [];
    private readonly Dictionary<ulong, ulong> _checkByAccount = [];
    private readonly HashSet<Currency> _currencies = [];
    private TableSizesBody _tables;
    private long _remembered;
    private bool _participantAdded;

    /// <summary>Starts for a switch that has not seen anything of this file.</summary>
    public ReplayCommands(ReplaySettings settings)
    {
        _settings = settings;
        _tables = settings.Tables ?? default;
    }

    /// <summary>Accounts that were named so far: of cards, of merchants, and one clearing account for each currency.</summary>
    public int Accounts => _checkByAccount.Count;

    /// <summary>The time that the rows have reached, milliseconds since 1970-01-01 UTC.</summary>
    public long TimeMs { get; private set; } = -1;

    /// <summary>Rows that were earlier than a row before them; they are decided at the time already reached.</summary>
    public long LateRows { get; private set; }

    /// <summary>The commands for a row, the payment last; valid until the next call. Empty, with the reason, when the row can't be sent.</summary>
    public IReadOnlyList<Command> For(in PaymentRow row, out string? error)
    {
        _commands.Clear();
        error = FindCollision(row);
        if (error is not null)
        {
            return _commands;
        }

        GrowTables();
        AddParticipant();
        Tick(row.TimeMs);
        OpenClearing(row.Currency);
        OpenCard(row);
        Open(row.Merchant, AccountKind.Merchant, row.Currency);
        _commands.Add(Payment(row));
        _remembered += _commands.Count(static command => command.Kind != CommandKind.Tick);
        return _commands;
    }

    private string? FindCollision(in PaymentRow row)
    {
        if (row.Payer.Number == row.Merchant.Number || Collides(row.Payer) || Collides(row.Merchant))
        {
            return "the number derived for the card's or the merchant's account belongs to another one already";
        }

        return null;
    }

    private bool Collides(DerivedAccount account) =>
        account.Number == 0 || (_checkByAccount.TryGetValue(account.Number, out var check) && check != account.Check);

    /// <summary>Doubles a table of an own switch before it is nine tenths full.</summary>
    private void GrowTables()
    {
        if (_settings.Tables is null)
        {
            return;
        }

        var accounts = Doubled(_tables.Accounts, _checkByAccount.Count, CommandLimits.AccountsMax);
        var duplicateEntries = Doubled(_tables.DuplicateEntries, _remembered, CommandLimits.DuplicateEntriesMax);
        if (accounts == _tables.Accounts && duplicateEntries == _tables.DuplicateEntries)
        {
            return;
        }

        _tables.Accounts = accounts;
        _tables.DuplicateEntries = duplicateEntries;
        _commands.Add(new Command
        {
            Kind = CommandKind.GrowTables,
            Version = Command.CurrentVersion,
            Participant = _settings.Participant,
            RequestId = Id("grow", ((ulong)accounts << 32) | duplicateEntries),
            TableSizes = new TableSizesBody { Accounts = accounts, DuplicateEntries = duplicateEntries },
        });
    }

    private static uint Doubled(uint size, long used, uint most) => used < size * 9L / 10 ? size : (uint)Math.Min(size * 2L, most);

    private void AddParticipant()
    {
        if (!_participantAdded)
        {
            _participantAdded = true;
            _commands.Add(PaymentCommands.AddParticipant(_settings.Participant, Id("participant", _settings.Participant)));
        }
    }

    private void Tick(long timeMs)
    {
        if (timeMs < TimeMs)
        {
            LateRows++;
        }

        if (timeMs > TimeMs)
        {
            TimeMs = timeMs;
            if (_settings.Ticks)
            {
                _commands.Add(new Command
                {
                    Kind = CommandKind.Tick,
                    Version = Command.CurrentVersion,
                    Participant = _settings.Participant,
                    RequestId = Id("tick", (ulong)timeMs),
                    Tick = new TickBody { TimeMs = timeMs },
                });
            }
        }
    }

    private void OpenClearing(Currency currency)
    {
        if (_currencies.Add(currency))
        {
            Open(DerivedAccount.OfClearing(_settings.Participant, currency), AccountKind.ExternalClearing, currency);
        }
    }

    private void OpenCard(in PaymentRow row)
    {
        var opened = Open(row.Payer, AccountKind.CustomerWallet, row.Currency);
        if (!opened || _settings.OpeningUnits == 0)
        {
            return;
        }

        var clearing = DerivedAccount.OfClearing(_settings.Participant, row.Currency).Number;
        _commands.Add(PaymentCommands.Deposit(
            _settings.Participant, Id("fund", row.Payer.Number), row.Payer.Number, clearing, OpeningBalance(row.Currency), row.Currency));
    }

    /// <summary>The opening balance in minor units. The settings keep it far below what 64 bits hold.</summary>
    private long OpeningBalance(Currency currency)
    {
        var amount = _settings.OpeningUnits;
        for (var decimals = Currencies.Exponent(currency); decimals > 0; decimals--)
        {
            amount *= 10;
        }

        return amount;
    }

    private bool Open(DerivedAccount account, AccountKind kind, Currency currency)
    {
        if (!_checkByAccount.TryAdd(account.Number, account.Check))
        {
            return false;
        }

        _commands.Add(PaymentCommands.OpenAccount(_settings.Participant, Id("open", account.Number), account.Number, kind, currency));
        return true;
    }

    private static RequestId Id(string what, ulong subject) => ReplayIds.Preparation(what, subject);

    private Command Payment(in PaymentRow row) =>
        PaymentCommands.Purchase(_settings.Participant, row.RequestId, row.Payer.Number, row.Merchant.Number, row.Amount, row.Currency) with
        {
            RetrievalReferenceNumber = row.TransactionId % RetrievalReferences,
            Terminal = row.Terminal,
            Device = row.Device,
            SystemTraceAuditNumber = (uint)(row.TransactionId % 1_000_000),
            MerchantCategoryCode = row.MerchantCategoryCode,
            Channel = row.Channel,
        };
}
