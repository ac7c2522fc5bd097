using System.Text;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;

namespace TpWallet.Server.Tests.Iso8583;

/// <summary>What outlives a restart: every answer, to the byte; and what never reaches the disk: card numbers.</summary>
public sealed class IsoRestartTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-iso-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Repeat_gets_the_same_bytes_after_a_restart()
    {
        var messages = new List<MessageText>();
        var answers = new List<string>();
        await using (var node = await IsoNode.StartAsync(_data))
        {
            using var connection = await SignOnAsync(node);
            foreach (var (type, card, amount, tags) in (ReadOnlySpan<(ushort, string, int, string)>)
                [(0x0100, "rich", 1_000, "PA010"), (0x0100, "poor", 100_000, "PA010"), (0x0100, "poor", 100_000, "PA011"),
                    (0x0200, "rich", 500, "PA010"), (0x0100, "unknown", 1, "PA010")])
            {
                messages.Add(Payment(type, card, amount, tags, messages.Count));
            }

            foreach (var message in messages)
            {
                answers.Add(await ExchangeAsync(connection, message));
            }
        }

        await using var again = await IsoNode.StartAsync(_data);
        using var second = await SignOnAsync(again);
        for (var index = 0; index < messages.Count; index++)
        {
            var repeat = new MessageText(messages[index].Type.Repeat, messages[index].Fields);
            Assert.Equal(answers[index], await ExchangeAsync(second, repeat));
        }

        Assert.Equal(messages.Count, answers.Distinct().Count());
    }

    [Fact]
    public async Task Original_is_found_by_reference_after_a_restart()
    {
        var hold = Payment(0x0100, "rich", 1_000, "PA010", 1);
        await using (var node = await IsoNode.StartAsync(_data))
        {
            using var connection = await SignOnAsync(node);
            await ExchangeAsync(connection, hold);
        }

        await using var again = await IsoNode.StartAsync(_data);
        using var second = await SignOnAsync(again);
        var completion = new MessageText(new Mti(0x0220), hold.Fields.Where(static field => field.Key is not (2 or 48)));
        completion.Fields[11] = "000777";
        var answer = MessageText.ReadFrame(
            second.Profile, Convert.FromHexString(await ExchangeAsync(second, completion)), out _);

        Assert.Equal("00", answer.Fields[IsoResponseCodes.Field]);
    }

    [Fact]
    public async Task No_card_number_reaches_the_data_folder()
    {
        await using (var node = await IsoNode.StartAsync(_data))
        {
            using var connection = await SignOnAsync(node);
            for (var number = 0; number < 20; number++)
            {
                await ExchangeAsync(connection, Payment(0x0200, number % 2 == 0 ? "rich" : "other", 100, "PA010", number));
            }
        }

        var cards = ((string[])["rich", "other"]).Select(IsoNode.World.Card).ToList();
        foreach (var file in Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var card in cards)
            {
                Assert.True(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(card)) < 0, file);
                Assert.True(bytes.AsSpan().IndexOf(Convert.FromHexString(card)) < 0, file);
                var number = BitConverter.GetBytes(long.Parse(card, System.Globalization.CultureInfo.InvariantCulture));
                Assert.True(bytes.AsSpan().IndexOf(number) < 0, file);
            }
        }
    }

    private static async Task<IsoConnection> SignOnAsync(IsoNode node)
    {
        var connection = await node.ConnectAsync();
        Assert.Equal("00", await connection.SignOnAsync(CancellationToken.None));
        return connection;
    }

    private static async Task<string> ExchangeAsync(IsoConnection connection, MessageText message)
    {
        await connection.SendAsync(message.ToFrame(connection.Profile), CancellationToken.None);
        return Convert.ToHexString((await connection.ReceiveAsync(CancellationToken.None))!);
    }

    private static MessageText Payment(ushort type, string card, int amount, string tags, int number)
    {
        var message = new MessageText(new Mti(type), new Dictionary<int, string>
        {
            [2] = IsoNode.World.Card(card),
            [3] = "000000",
            [4] = $"{amount:D12}",
            [37] = $"{number:D12}",
            [41] = "TERM0009",
            [42] = IsoNode.World.Merchant("shop"),
            [48] = tags,
            [49] = "840",
        });
        ManagementMessage.FillIn(IsoProfiles.Get("1987-ascii"), message.Fields, number);
        return message;
    }
}
