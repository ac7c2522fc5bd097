using TpWallet.Core.Snapshots;
using TpWallet.Core.Tests.Twin;
using TpWallet.Messages;
using Xunit.Abstractions;

namespace TpWallet.Core.Tests.Snapshots;

/// <summary>Bytes that are no image, or the image of a state that can't be, are refused with a reason and do no harm.</summary>
public sealed class StateImageTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int Rounds = 3_000;

    /// <summary>Each about the payment that stands at its place in the image.</summary>
    private static readonly CommandKind[] SecondPhases =
    [
        CommandKind.Void, CommandKind.Reversal, CommandKind.Authorize, CommandKind.Purchase, CommandKind.Capture, CommandKind.Representment,
        CommandKind.Transfer, CommandKind.ResolveForPayer, CommandKind.IncrementAuthorization, CommandKind.Refund, CommandKind.Deposit,
        CommandKind.Withdrawal, CommandKind.BalanceInquiry, CommandKind.Reversal, CommandKind.Refund, CommandKind.StatusInquiry,
        CommandKind.Refund, CommandKind.Reversal, CommandKind.SetFee, CommandKind.SetTierLimit, CommandKind.Authorize, CommandKind.Reversal,
    ];

    private static readonly byte[] Image = LivedIn();

    [Fact]
    public void Image_that_is_cut_short_is_refused_wherever_it_ends()
    {
        for (var length = 0; length < Image.Length; length += Math.Max(1, length / 50))
        {
            var refusal = Assert.Throws<StateImageException>(() => Images.Restore(Image[..length], out _));
            Assert.Contains($"ends at byte {length}", refusal.Message);
        }
    }

    [Fact]
    public void Bytes_after_the_image_are_refused() =>
        Assert.Throws<StateImageException>(() => Images.Restore([.. Image, 0], out _));

    [Fact]
    public void Another_version_is_named()
    {
        byte[] image = [.. Image];
        image[8] = 99;

        Assert.Contains("version 99", Assert.Throws<StateImageException>(() => Images.Restore(image, out _)).Message);
    }

    [Fact]
    public void Changed_bytes_are_refused_or_do_no_harm()
    {
        var random = new Random(Seed);
        var refusals = new SortedDictionary<string, int>();
        var longer = Environment.GetEnvironmentVariable("TPWALLET_LONG") == "1" ? 20 : 1;
        for (var round = 0; round < Rounds * longer; round++)
        {
            byte[] image = [.. Image];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                // The capture tolerances are most of a small image, and all alike.
                var place = random.Next(6) switch
                {
                    0 => random.Next(image.Length),
                    1 => random.Next(300),
                    _ => random.Next(20_300, image.Length),
                };
                image[place] = random.Next(3) switch { 0 => 0xFF, 1 => 0x7F, _ => (byte)(image[place] ^ (1 << random.Next(8))) };
            }

            var refusal = RefusalOf(image);
            refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
        }

        output.WriteLine(string.Join(Environment.NewLine, refusals));
        Assert.True(refusals.Count > 20, "Few kinds of refusals were seen.");
    }

    /// <summary>What is accepted must be usable: every command is answered and the books stay balanced.</summary>
    private static string RefusalOf(byte[] image)
    {
        try
        {
            using var target = new TestSwitch(Images.Restore(image, out _)) { TermsMayTighten = true, TimeMs = 1_800_000_000_000 };
            foreach (var (kind, index) in SecondPhases.Index())
            {
                target.Send(new Step((CommandKind)kind, (int)(500 + index), (int)(100 + index), 1, 2, 1, 1).ToCommand());
            }

            target.TimeMs += CommandLimits.DisputeSecondsMax * 1000L;
            target.Send(Requests.Tick(900, 0));
            return "accepted";
        }
        catch (StateImageException refusal)
        {
            return new string([.. refusal.Message.Where(static character => !char.IsDigit(character))]);
        }
    }

    private static byte[] LivedIn()
    {
        using var target = new TestSwitch { TermsMayTighten = true, TimeMs = 1_790_000_000_000 };
        target.Send(Requests.Genesis(authorizations: 8));
        foreach (var step in Step.Furniture)
        {
            target.Send(step.ToCommand());
        }

        target.Send(new Step(CommandKind.SetTierLimit, 1, 0, 1, 0, 1_000, 1).ToCommand());
        target.Send(new Step(CommandKind.SetFee, 2, 0, 5, 1, 1, 1, Extra: 1).ToCommand());
        for (var id = 100; id < 124; id += 4)
        {
            target.Approve(new Step(CommandKind.Authorize, id, 0, 1, 2, 7, 1).ToCommand());
            target.Approve(new Step(CommandKind.Purchase, id + 1, 0, 1, 2, 7, 1).ToCommand());
            target.Send(new Step(CommandKind.Capture, id + 2, id, 0, 0, 0, 1).ToCommand());
            target.Send(new Step(id > 110 ? CommandKind.Refund : CommandKind.Chargeback, id + 3, id + 1, 0, 0, 1, 1).ToCommand());
        }

        target.Approve(new Step(CommandKind.Authorize, 200, 0, 1, 2, 7, 1).ToCommand());
        target.Approve(new Step(CommandKind.OpenQuote, 201, 0, 8, 0, 7, 1).ToCommand());
        target.Approve(new Step(CommandKind.Reversal, 202, 250, 0, 0, 0, 1).ToCommand());
        return Images.Of(target.Core);
    }
}
