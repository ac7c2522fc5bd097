using System.Text;
using System.Text.Json;
using TpWallet.Client;
using TpWallet.Gateway.Iso8583;
using TpWallet.Messages;

namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>
/// The cards, wallets and merchants that the scripts speak of, read from <c>world.json</c> beside them, and the commands that set them up. Setting
/// them up again changes nothing.
/// </summary>
internal sealed class TestWorld
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "world.json";

    private const ulong IdTag = 0x4953_4F38_3538_3300;

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Content _content;

    private TestWorld(Content content) => _content = content;

    /// <summary>Accounts by card acceptor, for the configuration of a link.</summary>
    public IReadOnlyDictionary<string, ulong> Merchants =>
        _content.Merchants.Values.ToDictionary(static merchant => merchant.CardAcceptor, static merchant => merchant.Account);

    /// <summary>The acquirer.</summary>
    public uint Participant => _content.Participant;

    /// <summary>Reads the world that stands beside scripts.</summary>
    /// <param name="path">A folder of scripts, or one script.</param>
    /// <exception cref="ScriptException">It can't be read, or has a mistake.</exception>
    public static TestWorld Load(string path)
    {
        var file = Path.Combine(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, FileName);
        try
        {
            return new TestWorld(JsonSerializer.Deserialize<Content>(File.ReadAllText(file), JsonOptions)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ScriptException($"{file}: {exception.Message}", exception);
        }
    }

    /// <summary>A card's number.</summary>
    public string Card(string name) => Find(_content.Cards, name).Number;

    /// <summary>A card acceptor.</summary>
    public string Merchant(string name) => Find(_content.Merchants, name).CardAcceptor;

    /// <summary>A wallet's account number.</summary>
    public string Wallet(string name) => $"{Find(_content.Wallets, name).Account}";

    /// <summary>The operator's commands that set the world up.</summary>
    /// <param name="tokenKey">The key of the link's instrument tokens.</param>
    public IEnumerable<Command> Commands(byte[] tokenKey)
    {
        var participant = _content.Participant;
        yield return PaymentCommands.AddParticipant(participant, Id(1, participant));
        var rights = new Command
        {
            Kind = CommandKind.SetParticipantRights,
            Version = Command.CurrentVersion,
            Participant = participant,
            RequestId = Id(2, participant),
            ParticipantRights = new ParticipantRightsBody { Rights = ParticipantRights.UnlinkedRefunds },
        };
        yield return rights;
        yield return Open(_content.Clearing, AccountKind.ExternalClearing);
        foreach (var merchant in _content.Merchants.Values)
        {
            yield return Open(merchant.Account, AccountKind.Merchant);
        }

        foreach (var wallet in _content.Wallets.Values)
        {
            yield return Open(wallet.Account, AccountKind.CustomerWallet);
            if (wallet.Balance > 0)
            {
                var id = Id(4, wallet.Account);
                yield return PaymentCommands.Deposit(participant, id, wallet.Account, _content.Clearing, wallet.Balance, Currency.USD);
            }
        }

        foreach (var card in _content.Cards.Values.Where(static card => card.Wallet is not null))
        {
            var token = InstrumentToken.Of(tokenKey, Encoding.ASCII.GetBytes(card.Number));
            yield return PaymentCommands.BindInstrument(participant, Id(5, token), token, Find(_content.Wallets, card.Wallet!).Account,
                InstrumentKind.Card);
            if (card.Status is not null)
            {
                var status = Enum.Parse<InstrumentStatus>(card.Status, ignoreCase: true);
                yield return PaymentCommands.SetInstrument(participant, Id(6, token), token, status);
            }
        }
    }

    private Command Open(ulong account, AccountKind kind) =>
        PaymentCommands.OpenAccount(_content.Participant, Id(3, account), account, kind, Currency.USD);

    private static RequestId Id(uint kind, ulong subject) => new(IdTag + kind, subject);

    private static T Find<T>(Dictionary<string, T> items, string name) => items.TryGetValue(name, out var item) ? item
        : throw new FormatException($"the world has no '{name}'; it has {string.Join(", ", items.Keys)}");

    private sealed record Content(
        uint Participant, ulong Clearing, Dictionary<string, MerchantEntry> Merchants, Dictionary<string, WalletEntry> Wallets,
        Dictionary<string, CardEntry> Cards);

    private sealed record MerchantEntry(string CardAcceptor, ulong Account);

    private sealed record WalletEntry(ulong Account, long Balance);

    private sealed record CardEntry(string Number, string? Wallet = null, string? Status = null);
}
