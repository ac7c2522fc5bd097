using System.Globalization;
using System.Text;
using TpWallet.Gateway.Iso8583;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Bench.Iso8583;

/// <summary>What the load over ISO 8583 adds to the accounts: a card for each wallet, a card acceptor for each merchant, a link.</summary>
internal static class IsoBenchWorld
{
    /// <summary>The name of the link.</summary>
    public const string Link = "bench";

    /// <summary>Digits of a card number.</summary>
    public const int CardLength = 16;

    /// <summary>The rate that tables are sized for, requests a second.</summary>
    public const uint AssumedRatePerSecond = 250_000;

    private const string Bin = "476173";

    /// <summary>Writes a wallet's card number as ASCII digits, with its check digit.</summary>
    public static void WriteCard(uint wallet, Span<byte> digits)
    {
        Encoding.ASCII.GetBytes(Bin, digits);
        for (var place = CardLength - 2; place >= Bin.Length; place--)
        {
            digits[place] = (byte)('0' + (wallet % 10));
            wallet /= 10;
        }

        for (var check = (byte)'0'; ; check++)
        {
            digits[CardLength - 1] = check;
            if (Masking.IsCardNumber(digits))
            {
                return;
            }
        }
    }

    /// <summary>A merchant's card acceptor, 15 characters.</summary>
    public static string CardAcceptor(uint merchant) => string.Create(CultureInfo.InvariantCulture, $"BENCH{merchant:D10}");

    /// <summary>A switch's configuration with the link and room for its cards and requests.</summary>
    /// <param name="configuration">The switch's own.</param>
    /// <param name="plan">The run.</param>
    /// <param name="keyFile">The file of the link's token key.</param>
    public static SwitchConfiguration Fit(SwitchConfiguration configuration, BenchPlan plan, string keyFile)
    {
        var requests = (uint)(AssumedRatePerSecond * (plan.Warmup + plan.Duration).TotalSeconds);
        return configuration with
        {
            Genesis = configuration.Genesis with
            {
                Instruments = plan.Wallets + 1,
                OpenAuthorizations = requests,
                DuplicateEntries = requests + (4 * plan.Wallets),
            },
            Iso8583 =
            [
                new IsoLinkConfiguration
                {
                    Name = Link,
                    Participant = BenchAccounts.Participant,
                    TokenKeyFile = keyFile,
                    Merchants = Enumerable.Range(0, (int)BenchAccounts.MerchantCount)
                        .ToDictionary(static merchant => CardAcceptor((uint)merchant), static merchant => BenchAccounts.Merchant((uint)merchant)),
                    MaxConnections = plan.Connections,
                    Window = plan.Window,
                },
            ],
        };
    }

    /// <summary>The token of a wallet's card.</summary>
    public static ulong Token(byte[] key, uint wallet)
    {
        Span<byte> digits = stackalloc byte[CardLength];
        WriteCard(wallet, digits);
        return InstrumentToken.Of(key, digits);
    }
}
