using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Demo;

/// <summary>The world, its operator and its acquirers at work on a switch or a group, and the proof that nothing became of an answer.</summary>
internal sealed class DemoLoad
{
    private readonly DemoOperator _operator;

    /// <summary>Lays everything out; nothing is sent.</summary>
    /// <param name="acquirers">Simulated acquirers, one connection each.</param>
    /// <param name="terminals">Terminals of each; each has one request in flight.</param>
    /// <param name="seed">Of accounts, amounts and the mix; not zero.</param>
    /// <param name="watch">Is shown each answer to the terminals; null: nobody is.</param>
    public DemoLoad(int acquirers, int terminals, ulong seed, AnswerWatch? watch = null)
    {
        World = new DemoWorld(acquirers, seed);
        Ledgers = new DemoLedgers(new ExpectedLedger(World.Accounts), new DemoProof(), watch);
        Offices = [.. World.Acquirers.Select(acquirer => new AcquirerOffice(acquirer, terminals, seed, Ledgers))];
        _operator = new DemoOperator(World, Ledgers);
    }

    /// <summary>Who takes part.</summary>
    public DemoWorld World { get; }

    /// <summary>What all of them write into.</summary>
    public DemoLedgers Ledgers { get; }

    /// <summary>The acquirers.</summary>
    public IReadOnlyList<AcquirerOffice> Offices { get; }

    /// <summary>Requests without an answer.</summary>
    public int InDoubt => Offices.Sum(static office => office.InDoubt);

    /// <summary>Requests under ids of their own, the operator's included.</summary>
    public int Requests => Offices.Sum(static office => office.Requests) + World.Preparations.Count;

    /// <summary>Brings participants, accounts and money about.</summary>
    /// <exception cref="CommandFailure">The switch refused something, or did not answer.</exception>
    public Task PrepareAsync(SwitchTarget target) => _operator.PrepareAsync(target);

    /// <summary>Lets the acquirers work until they are told to stop.</summary>
    /// <param name="target">Whom they pay at.</param>
    /// <param name="pacer">How fast.</param>
    /// <param name="stop">Nothing new is sent.</param>
    /// <param name="abandon">Nobody waits for an answer any more.</param>
    public Task WorkAsync(SwitchTarget target, Pacer pacer, CancellationToken stop, CancellationToken abandon) =>
        Task.WhenAll([pacer.RunAsync(stop), .. Offices.Select(office => office.WorkAsync(target, pacer, stop, abandon))]);

    /// <summary>Finds out what became of requests in doubt, then asks for every answer and every balance.</summary>
    /// <exception cref="CommandFailure">The switch stopped answering.</exception>
    public async Task ProveAsync(SwitchTarget target)
    {
        var answered = await Task.WhenAll(Offices.Select(office => office.ProveAsync(target))).ConfigureAwait(false);
        if (!Array.TrueForAll(answered, static all => all))
        {
            throw new CommandFailure(ExitCodes.OutcomeUnknown, "the switch stopped answering before everything was asked");
        }

        await _operator.ProveAsync(target).ConfigureAwait(false);
    }
}
