using System.Net;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Tests.Crash;

/// <summary>Asks a switch that has come back for what it knows. Everything asked is answered, or the test fails.</summary>
internal sealed class Interrogation(IPEndPoint endpoint, Findings findings)
{
    private const uint Operator = 0;
    private const uint Window = 1_024;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private ulong _inquiries;

    /// <summary>Asks for the answer to each request by its id.</summary>
    /// <returns>Those without an answer that turned out to have been applied, with what they were answered.</returns>
    public async Task<Dictionary<TrackedRequest, Reply>> AskAgainAsync(IReadOnlyList<TrackedRequest> requests)
    {
        var applied = new Dictionary<TrackedRequest, Reply>();
        await ForEachAsync(requests, SessionOf, Inquiry, (request, reply) =>
        {
            var isKnown = reply.Result is not (ResultCode.UnknownRequest or ResultCode.OutsideWindow);
            if (request.IsAnswered && isKnown)
            {
                request.Take(reply, findings);
            }
            else if (request.IsAnswered)
            {
                findings.Add($"{request} was answered {TrackedRequest.Describe(request.Answer)} and is lost: {reply.Result}");
            }
            else if (isKnown)
            {
                applied.Add(request, reply);
                if (!request.MayBeApplied)
                {
                    findings.Add($"{request} was applied and not answered, although the switch had time or never got it: "
                        + $"{TrackedRequest.Describe(reply)}");
                }
            }
        });
        return applied;
    }

    /// <summary>Sends each request as it was.</summary>
    public Task SendAgainAsync(IReadOnlyList<TrackedRequest> requests, IReadOnlyDictionary<TrackedRequest, Reply> applied) =>
        ForEachAsync(requests, SessionOf, static request => request.Command, (request, reply) =>
        {
            if (applied.TryGetValue(request, out var stored) && !TrackedRequest.SaysTheSame(stored, reply))
            {
                findings.Add($"{request} was applied as {TrackedRequest.Describe(stored)} and is now answered {TrackedRequest.Describe(reply)}");
            }

            if (applied.ContainsKey(request) != reply.Flags.HasFlag(ReplyFlags.Replayed))
            {
                findings.Add($"{request} was {(applied.ContainsKey(request) ? "" : "not ")}known and is now answered "
                    + $"{TrackedRequest.Describe(reply)}");
            }

            request.Take(reply, findings);
        });

    /// <summary>Asks for every balance.</summary>
    public Task CompareBalancesAsync(NaiveSwitch expected) => ForEachAsync(
        [.. expected.Accounts],
        static _ => Operator,
        account => PaymentCommands.BalanceInquiry(1, NextId(), account),
        (account, reply) => expected.CompareBalance(account, reply, findings));

    private Command Inquiry(TrackedRequest request)
    {
        // Participants are added by the operator in its own name.
        var asker = request.Command.Kind == CommandKind.AddParticipant ? Operator : request.Command.Participant;
        return PaymentCommands.StatusInquiry(asker, NextId(), request.Command.RequestId);
    }

    private RequestId NextId() => new(ulong.MaxValue, ++_inquiries);

    private static uint SessionOf(TrackedRequest request) =>
        request.Command.Kind is CommandKind.AddParticipant or CommandKind.OpenAccount or CommandKind.Deposit ? Operator : request.Command.Participant;

    private async Task ForEachAsync<T>(IReadOnlyList<T> subjects, Func<T, uint> sessionOf, Func<T, Command> commandOf, Action<T, Reply> take)
    {
        foreach (var group in subjects.GroupBy(sessionOf))
        {
            await ExchangeAsync(group.Key, [.. group], commandOf, take);
        }
    }

    private async Task ExchangeAsync<T>(uint participant, T[] subjects, Func<T, Command> commandOf, Action<T, Reply> take)
    {
        using var connection = await AcquirerConnection.ConnectAsync(new ConnectionOptions
        {
            Port = endpoint.Port,
            Role = participant == Operator ? SessionRole.Operator : SessionRole.Acquirer,
            Participant = participant,
            Window = Window,
            ConnectTimeout = Deadline,
        });
        var unsent = new Queue<int>(Enumerable.Range(0, subjects.Length));
        var open = subjects.Length;
        while (open > 0)
        {
            while (unsent.TryPeek(out var next) && connection.TryWrite(commandOf(subjects[next]), (ulong)next))
            {
                unsent.Dequeue();
            }

            await connection.FlushAsync();
            Assert.True(await connection.ReceiveAsync(), "the switch closed the connection while it was asked");
            while (connection.TryTakeReplies(out var replies))
            {
                foreach (ref readonly var reply in replies)
                {
                    if (Sending.IsRefusal(reply.Reply.Result))
                    {
                        // History is behind for a moment, or the core waits for it.
                        unsent.Enqueue((int)reply.Prefix.Correlation);
                        continue;
                    }

                    open--;
                    take(subjects[reply.Prefix.Correlation], reply.Reply);
                }
            }
        }
    }
}
