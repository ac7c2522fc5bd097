using TpWallet.Client;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Demo;

/// <summary>A simulated acquirer at work: its terminals, which share one connection, as the SDK is meant to be used.</summary>
internal sealed class AcquirerOffice
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RequestDeadline = TimeSpan.FromSeconds(10);

    // Members may be killed and restarted by hand meanwhile.
    private static readonly TimeSpan GroupDeadline = TimeSpan.FromMinutes(1);

    private readonly DemoTerminal[] _terminals;

    /// <summary>Sets up the terminals.</summary>
    public AcquirerOffice(DemoAcquirer acquirer, int terminals, ulong seed, DemoLedgers ledgers)
    {
        Acquirer = acquirer;
        _terminals = new DemoTerminal[terminals];
        for (var index = 0; index < terminals; index++)
        {
            var book = new AnswerBook((uint)index + 1, seed);
            var mix = new PaymentMix(book, acquirer, (int)seed ^ (((int)acquirer.Participant << 16) | index));
            _terminals[index] = new DemoTerminal(acquirer, book, mix, ledgers);
        }
    }

    /// <summary>Who it is.</summary>
    public DemoAcquirer Acquirer { get; }

    /// <summary>What its terminals have seen.</summary>
    public DemoCounters Counters { get; } = new();

    /// <summary>New requests, answered or not.</summary>
    public int Requests => _terminals.Sum(static terminal => terminal.Requests);

    /// <summary>Terminals whose last request has no answer.</summary>
    public int InDoubt => _terminals.Count(static terminal => terminal.IsInDoubt);

    /// <summary>Lets all terminals work until they are told to stop or the switch is gone.</summary>
    /// <param name="target">Whom they pay at.</param>
    /// <param name="pacer">How fast.</param>
    /// <param name="stop">Nothing new is sent.</param>
    /// <param name="abandon">Nobody waits for an answer any more.</param>
    public async Task WorkAsync(SwitchTarget target, Pacer pacer, CancellationToken stop, CancellationToken abandon)
    {
        var client = await ConnectAsync(target).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var work = Task.WhenAll(_terminals.Select(terminal => terminal.RunAsync(client, pacer, Counters, stop)));
            await Task.WhenAny(work, Task.Delay(Timeout.Infinite, abandon)).ConfigureAwait(false);
            await client.DisposeAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
        }
    }

    /// <summary>After the restart: finds out what became of requests in doubt, then asks for every answer again.</summary>
    /// <returns>False when the switch stopped answering.</returns>
    public async Task<bool> ProveAsync(SwitchTarget target)
    {
        var client = await ConnectAsync(target).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var resolved = await Task.WhenAll(_terminals.Select(terminal => terminal.ResolveAsync(client))).ConfigureAwait(false);
            var asked = await Task.WhenAll(_terminals.Select(terminal => terminal.AskAgainAsync(client))).ConfigureAwait(false);
            return resolved.Concat(asked).All(static answered => answered);
        }
    }

    private Task<AcquirerClient> ConnectAsync(SwitchTarget target) =>
        AcquirerClient.ConnectAsync(target.Options(SessionRole.Acquirer, Acquirer.Participant, (int)BinaryProtocol.WindowDefault) with
        {
            RequestDeadline = target.IsGroup ? GroupDeadline : RequestDeadline,
            ShutdownTimeout = ShutdownTimeout,
        });
}
