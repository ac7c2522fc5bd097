using System.Diagnostics;
using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>One terminal of an acquirer: sends one request at a time, and keeps what it was told.</summary>
internal sealed class DemoTerminal(DemoAcquirer acquirer, AnswerBook book, PaymentMix mix, DemoLedgers ledgers)
{
    private static readonly TimeSpan ResolveDeadline = TimeSpan.FromSeconds(30);

    private DemoRequest? _inDoubt;

    /// <summary>Requests of its own that it has numbered.</summary>
    public int Requests => book.Count;

    /// <summary>Whether the last request has no answer yet.</summary>
    public bool IsInDoubt => _inDoubt is not null;

    /// <summary>Sends requests as the pacer allows, until it is cancelled or an answer stays out.</summary>
    public async Task RunAsync(AcquirerClient client, Pacer pacer, DemoCounters counters, CancellationToken cancellationToken)
    {
        while (await pacer.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            var request = mix.Next();
            var start = Stopwatch.GetTimestamp();
            var outcome = await client.SendAsync(request.Command, CancellationToken.None).ConfigureAwait(false);
            if (!outcome.IsAnswered)
            {
                _inDoubt = request;
                return;
            }

            var latency = Stopwatch.GetElapsedTime(start);
            counters.Record(request, outcome.Reply, latency);
            ledgers.Watch?.Record(request, outcome.Reply, latency);
            Take(request, outcome.Reply);
        }
    }

    /// <summary>Sends again, exactly as it was, the request whose answer stayed out.</summary>
    /// <returns>False when there is still no answer.</returns>
    public async Task<bool> ResolveAsync(AcquirerClient client)
    {
        if (_inDoubt is not { } request)
        {
            return true;
        }

        var outcome = await client.ResolveAsync(request.Command, ResolveDeadline).ConfigureAwait(false);
        if (!outcome.IsAnswered)
        {
            return false;
        }

        _inDoubt = null;
        if (request.Intent == DemoIntent.New)
        {
            ledgers.Proof.JudgeInDoubt(outcome.Reply);
        }

        Take(request, outcome.Reply);
        return true;
    }

    /// <summary>Asks for every answer again.</summary>
    /// <returns>False when the switch stopped answering.</returns>
    public async Task<bool> AskAgainAsync(AcquirerClient client)
    {
        for (var number = 0; number < book.Count; number++)
        {
            var id = book.IdOf(number);
            var outcome = await client.SendAsync(PaymentCommands.StatusInquiry(acquirer.Participant, Inquiry(number), id)).ConfigureAwait(false);
            if (!outcome.IsAnswered)
            {
                return false;
            }

            ledgers.Proof.JudgeAgain(id, book.Compare(number, outcome.Reply));
        }

        return true;
    }

    private void Take(in DemoRequest request, in Reply answer)
    {
        ledgers.Proof.JudgeFirst(request, answer, book);
        if (request.Intent == DemoIntent.New)
        {
            book.Record(request.Number, answer);
            ledgers.Expected.Apply(request, answer);
            mix.Answered(request, answer);
        }
    }

    /// <summary>An inquiry's own id; it is not remembered, but must not be empty.</summary>
    private static RequestId Inquiry(int number) => new(ulong.MaxValue, (ulong)number + 1);
}
