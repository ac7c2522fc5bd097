using TpWallet.Messages;

namespace TpWallet.Server.Configuration;

/// <summary>Table sizes and the source of time: what the first command of a new journal says.</summary>
internal sealed record GenesisConfiguration
{
    /// <summary>Accounts.</summary>
    public uint Accounts { get; init; } = 1_000_000;

    /// <summary>Payments: open authorizations, quotes and disputes, and the ended payments that may still be asked about.</summary>
    public uint OpenAuthorizations { get; init; } = 1_000_000;

    /// <summary>Remembered request ids with their answers: 75 to 85 bytes each, half a gigabyte in all when they are full.</summary>
    public uint DuplicateEntries { get; init; } = 6_000_000;

    /// <summary>Instruments: cards, bank accounts, NFC tokens, QR codes.</summary>
    public uint Instruments { get; init; } = 1_000_000;

    /// <summary>Participants.</summary>
    public uint Participants { get; init; } = 1_024;

    /// <summary>Whose time the switch keeps.</summary>
    public ClockSource Clock { get; init; } = ClockSource.Sequencer;
}
