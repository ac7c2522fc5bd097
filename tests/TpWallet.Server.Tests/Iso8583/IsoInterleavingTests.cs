using System.Globalization;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;

namespace TpWallet.Server.Tests.Iso8583;

/// <summary>
/// The life of one payment over a bad line, all of it: an authorization, its reversal, its completion in every order, each message delivered, lost,
/// its answer lost, repeated, or delayed past the next; then the acquirer repeats what it has no answer to. Whatever happens, every message has
/// one answer for ever, and the wallet has paid what the answers say.
/// </summary>
public sealed class IsoInterleavingTests : IDisposable
{
    private const int Amount = 100;
    private const string Authorization = "authorization";
    private const string Reversal = "reversal";
    private const string Completion = "completion";

    private static readonly string[][] Orders =
    [
        [Authorization, Reversal, Completion], [Authorization, Completion, Reversal], [Reversal, Authorization, Completion],
        [Reversal, Completion, Authorization], [Completion, Authorization, Reversal], [Completion, Reversal, Authorization],
    ];

    private readonly string _data = Directory.CreateTempSubdirectory("tpwallet-iso-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Every_interleaving_ends_as_its_answers_say()
    {
        await using var node = await IsoNode.StartAsync(_data);
        var before = await node.AvailableAsync("rich");
        var plans = Plans().ToList();
        var paid = 0L;
        await Parallel.ForEachAsync(plans.Chunk((plans.Count / 16) + 1), async (share, _) =>
        {
            using var line = new LossyLineFactory(await node.ConnectAsync());
            await line.SignOnAsync();
            foreach (var plan in share)
            {
                Interlocked.Add(ref paid, await RunAsync(line.New(), plan));
            }
        });

        Assert.Equal(6 * 5 * 5 * 5, plans.Count);
        Assert.Equal(before - paid, await node.AvailableAsync("rich"));
    }

    private static IEnumerable<(string[] Order, LineAct[] Acts, int Number)> Plans()
    {
        var acts = Enum.GetValues<LineAct>();
        var number = 0;
        foreach (var order in Orders)
        {
            for (var index = 0; index < acts.Length * acts.Length * acts.Length; index++)
            {
                LineAct[] chosen = [acts[index % 5], acts[index / 5 % 5], acts[index / 25]];
                yield return (order, chosen, ++number);
            }
        }
    }

    /// <summary>Runs one plan; returns what the wallet paid or still holds, as the answers tell.</summary>
    private static async Task<long> RunAsync(LossyLine line, (string[] Order, LineAct[] Acts, int Number) plan)
    {
        var messages = Messages(plan.Number);
        var unanswered = new List<string>();
        for (var index = 0; index < plan.Order.Length; index++)
        {
            var name = plan.Order[index];
            if (!await line.SendAsync(name, messages[name], plan.Acts[index]))
            {
                unanswered.Add(name);
            }
        }

        await line.ReleaseAsync();
        foreach (var name in unanswered)
        {
            var repeat = new MessageText(messages[name].Type.Repeat, messages[name].Fields);
            Assert.True(await line.SendAsync(name, repeat, LineAct.Deliver));
        }

        return Judge(line, plan);
    }

    /// <summary>The naive model: what the order of arrival must have led to.</summary>
    private static long Judge(LossyLine line, (string[] Order, LineAct[] Acts, int Number) plan)
    {
        var (held, taken, isReversed) = (false, false, false);
        foreach (var name in line.Arrivals)
        {
            var expected = name switch
            {
                Authorization => isReversed ? "12" : "00",
                Reversal => taken ? "12" : "00",
                _ => held ? "00" : isReversed ? "12" : "25",
            };
            var told = $"{string.Join(", ", plan.Order.Zip(plan.Acts))} arrived as {string.Join(", ", line.Arrivals)}: {name}";
            Assert.Equal($"{told} {expected}", $"{told} {line.CodeOf(name)}");
            switch (name)
            {
                case Authorization:
                    held = !isReversed;
                    break;
                case Reversal when !taken:
                    (held, isReversed) = (false, true);
                    break;
                case Completion when held:
                    (held, taken) = (false, true);
                    break;
            }
        }

        Assert.Equal(3, line.Arrivals.Count);
        return held || taken ? Amount : 0;
    }

    private static Dictionary<string, MessageText> Messages(int number)
    {
        var now = DateTime.UtcNow.ToString("MMddHHmmss", CultureInfo.InvariantCulture);
        var reference = $"{number:D12}";
        var original = $"0100{1:D6}{now}{new string('0', 22)}";
        SortedDictionary<int, string> Common(int trace) => new()
        {
            [3] = "000000",
            [4] = $"{Amount:D12}",
            [7] = now,
            [11] = $"{trace:D6}",
            [37] = reference,
            [41] = "LINE0001",
            [42] = IsoNode.World.Merchant("shop"),
            [49] = "840",
        };
        return new Dictionary<string, MessageText>
        {
            [Authorization] = new(new Mti(0x0100), Common(1).Append(new(2, IsoNode.World.Card("rich")))),
            [Reversal] = new(new Mti(0x0420), Common(2).Append(new(90, original))),
            [Completion] = new(new Mti(0x0220), Common(3).Append(new(90, original))),
        };
    }

    /// <summary>One connection for many lines, one after the other.</summary>
    private sealed class LossyLineFactory(IsoConnection connection) : IDisposable
    {
        public async Task SignOnAsync() => Assert.Equal("00", await connection.SignOnAsync(CancellationToken.None));

        public LossyLine New() => new(connection);

        public void Dispose() => connection.Dispose();
    }
}
