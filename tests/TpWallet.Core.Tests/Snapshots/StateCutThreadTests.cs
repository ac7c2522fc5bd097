using TpWallet.Messages;
using Xunit.Abstractions;
using static TpWallet.Core.Tests.Requests;

namespace TpWallet.Core.Tests.Snapshots;

/// <summary>The reader on a thread of its own, as fast as it can, while the core changes what it reads.</summary>
public sealed class StateCutThreadTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const uint Wallets = 6_000;
    private const int Cuts = 5;
    private const long TimeMs = 1_700_000_000_000;

    [Fact]
    public async Task Image_read_beside_a_running_core_is_the_state_at_the_cut()
    {
        using var live = new SwitchCore();
        using var replayed = new SwitchCore();
        var random = new Random(Seed);
        var id = 1UL;
        var journal = new List<Command>();
        Furnish();
        for (var round = 0; round < Cuts; round++)
        {
            using var cut = live.BeginCut(Images.Plenty);
            var reading = Task.Run(() => Images.ReadToEnd(cut, pieceBytes: 1 << 16));
            var changed = 0;
            for (; !reading.IsCompleted; changed++)
            {
                Apply(Next());
            }

            using var restored = Images.Restore(await reading, out var hash);
            foreach (var command in journal.Take((int)(cut.Sequence - replayed.LastSequence)))
            {
                ApplyTo(replayed, command);
            }

            journal.RemoveRange(0, (int)(cut.Sequence - (live.LastSequence - (ulong)journal.Count)));
            Assert.Equal((replayed.StateHash(), replayed.StateHash()), (cut.StateHash, hash));
            output.WriteLine($"{cut.Length:N0} bytes at {cut.Sequence}, {changed:N0} commands meanwhile");
        }

        void Furnish()
        {
            Apply(Genesis(accounts: Wallets + 10, authorizations: 3_000, duplicates: 2_000_000));
            Apply(AddParticipant(++id, Acquirer));
            Apply(OpenAccount(++id, Merchant, AccountKind.Merchant));
            Apply(OpenAccount(++id, Clearing, AccountKind.ExternalClearing));
            for (ulong wallet = 10_000; wallet < 10_000 + Wallets; wallet++)
            {
                Apply(OpenAccount(++id, wallet, AccountKind.CustomerWallet));
                Apply(Deposit(++id, 1_000_000, to: wallet));
            }
        }

        Command Next()
        {
            var wallet = 10_000 + (ulong)random.Next((int)Wallets);
            return random.Next(3) switch
            {
                0 => Authorize(++id, 1, from: wallet),
                1 => Payment(CommandKind.Purchase, ++id, 2, from: wallet),
                _ => About(CommandKind.Void, ++id, id - (ulong)random.Next(1, 1_000)),
            };
        }

        void Apply(in Command command)
        {
            journal.Add(command);
            ApplyTo(live, command);
        }
    }

    private static void ApplyTo(SwitchCore core, in Command command)
    {
        var reply = default(Reply);
        core.Apply(command, core.LastSequence + 1, TimeMs, ref reply);
    }
}
