using TpWallet.Gateway.Connections;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>Options of a listener for ISO 8583: one link, that of one acquirer.</summary>
public sealed record IsoListenerOptions : ListenerOptions
{
    /// <summary>What the link is called in logs and lists.</summary>
    public required string Name { get; init; }

    /// <summary>How the acquirer's messages look and what they mean.</summary>
    public required IsoProfile Profile { get; init; }

    /// <summary>The acquirer: the participant for which all messages of the link speak.</summary>
    public required uint Participant { get; init; }

    /// <summary>The key of <see cref="InstrumentToken"/>, 16 to 64 bytes. Never logged.</summary>
    public required ReadOnlyMemory<byte> TokenKey { get; init; }

    /// <summary>Accounts by card acceptor (DE 42), or by card acceptor and terminal as "DE42/DE41", without the spaces behind.</summary>
    public IReadOnlyDictionary<string, ulong> Merchants { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Where DE 42 is a number and not in <see cref="Merchants"/>, its account is this plus that number; null: it has none.</summary>
    public ulong? MerchantAccountBase { get; init; }

    /// <summary>Requests of one connection that may be in flight; 1 to 65,536. What comes beyond waits unread.</summary>
    public int Window { get; init; } = 1_024;

    /// <summary>How long an authorization holds its money, seconds; 0: the switch's default.</summary>
    public uint HoldSeconds { get; init; }

    /// <summary>How many messages of one connection may be unreadable beyond an answer before it is closed; 0 to 1,000.</summary>
    public int UnreadableMax { get; init; } = 3;

    /// <summary>How long a client may be silent; 1 s to 1 hour.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how much silence of its own the switch asks for an echo; zero: never, otherwise 100 ms to 1 hour.</summary>
    public TimeSpan EchoInterval { get; init; }

    private protected override string Protocol => "ISO 8583";

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentNullException.ThrowIfNull(Profile);
        ArgumentNullException.ThrowIfNull(Merchants);
        OptionRange.Check(Participant, 1u, uint.MaxValue, nameof(Participant));
        OptionRange.Check(TokenKey.Length, InstrumentToken.KeyBytesMin, InstrumentToken.KeyBytesMax, $"{nameof(TokenKey)}.Length");
        OptionRange.Check(Window, 1, 65_536, nameof(Window));
        OptionRange.Check(HoldSeconds, 0u, CommandLimits.HoldSecondsMax, nameof(HoldSeconds));
        OptionRange.Check(UnreadableMax, 0, 1_000, nameof(UnreadableMax));
        OptionRange.Check(IdleTimeout, TimeSpan.FromSeconds(1), TimeoutMax, nameof(IdleTimeout));
        OptionRange.Check(EchoInterval, EchoInterval == default ? default : TimeoutMin, TimeoutMax, nameof(EchoInterval));
        var keyLength = Profile.Rules.DuplicateKey.Sum(number => Profile.Field(number)!.LengthMax);
        OptionRange.Check(keyLength, 1, MessageKey.CharactersMax, $"{nameof(Profile)}.{nameof(IsoRules.DuplicateKey)}");
    }
}
