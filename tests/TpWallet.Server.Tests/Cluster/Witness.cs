using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Demo;

namespace TpWallet.Server.Tests.Cluster;

/// <summary>
/// Pays at one member and no other, whatever that believes to be, and compares what it is told with what the group says later.
/// </summary>
internal sealed class Witness(DemoLoad load, ulong seed) : IAsyncDisposable
{
    private const uint Terminal = 4_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly AnswerBook _book = new(Terminal, seed);
    private readonly List<DemoRequest> _requests = [];
    private readonly List<Task<Outcome>> _outcomes = [];
    private AcquirerClient? _client;

    public async Task ConnectAsync(SwitchAddress member) => _client = await AcquirerClient.ConnectAsync(new ClientOptions
    {
        Host = member.Host,
        Port = member.Port,
        Role = SessionRole.Acquirer,
        Participant = load.World.Acquirers[0].Participant,
        ReconnectAttemptsMax = 0,
        RequestDeadline = Deadline,
    });

    /// <summary>Sends payments, whether or not anybody is there to answer.</summary>
    public void Send(int payments)
    {
        var acquirer = load.World.Acquirers[0];
        for (var payment = 0; payment < payments; payment++)
        {
            var (payer, payee) = ((ulong)(acquirer.Wallets.Start.Value + payment), (ulong)acquirer.Merchants.Start.Value);
            var number = _book.Add();
            var command = PaymentCommands.Purchase(acquirer.Participant, _book.IdOf(number), payer, payee, 100, acquirer.Currency);
            _requests.Add(new DemoRequest(command, DemoIntent.New, number, payer, payee, 0));
            _outcomes.Add(_client!.SendAsync(command).AsTask());
        }
    }

    /// <summary>Waits for all outcomes, sends everything again to the group, and compares.</summary>
    /// <returns>How many the member had answered.</returns>
    public async Task<int> CompareAsync(SwitchTarget group)
    {
        var first = await Task.WhenAll(_outcomes);
        await using var client = await AcquirerClient.ConnectAsync(
            group.Options(SessionRole.Acquirer, load.World.Acquirers[0].Participant, (int)BinaryProtocol.WindowDefault));
        for (var index = 0; index < first.Length; index++)
        {
            var request = _requests[index];
            var again = await client.ResolveAsync(request.Command, Deadline);
            Assert.True(again.IsAnswered, again.ToString());
            load.Ledgers.Expected.Apply(request, again.Reply);
            if (first[index].IsAnswered)
            {
                Compare(request.Number, first[index].Reply, again.Reply);
            }
        }

        return first.Count(static outcome => outcome.IsAnswered);
    }

    /// <summary>An answer stays what it was. What was refused because another member leads must not have been done before it came there.</summary>
    private void Compare(int number, in Reply first, in Reply again)
    {
        var what = $"payment {number}: first {first.Result} at {first.Sequence}, then {again.Result} at {again.Sequence}, {again.Flags}";
        if (first.Result == ResultCode.NotPrimary)
        {
            Assert.False(again.Flags.HasFlag(ReplyFlags.Replayed), what);
            return;
        }

        _book.Record(number, first);
        Assert.True(_book.Compare(number, again) == AnswerVerdict.Same, what);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }
}
