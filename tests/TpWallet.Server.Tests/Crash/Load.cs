using System.Net;
using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Messages;

namespace TpWallet.Server.Tests.Crash;

/// <summary>Sends the requests of tills until the switch is gone, and notes what came back and what is in doubt.</summary>
internal sealed class Load(IPEndPoint endpoint, LoadEnd end, Findings findings)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>One till on one connection, with a whole window in flight.</summary>
    public async Task RunConnectionAsync(Till till, uint window)
    {
        using var connection = await TryConnectAsync(Options(till.Participant) with { Window = window });
        if (connection is null)
        {
            return;
        }

        var inFlight = new Dictionary<ulong, Sending>();
        var correlation = 0UL;
        var sends = true;
        try
        {
            while (!connection.IsSignedOff && (end.SendsOn || inFlight.Count > 0))
            {
                if (sends)
                {
                    FillWindow();
                    if (inFlight.Count == 0)
                    {
                        continue;
                    }

                    sends = await TryFlushAsync(connection);
                }

                if (!await connection.ReceiveAsync())
                {
                    break;
                }

                TakeReplies();
            }
        }
        catch (Exception exception) when (end.HasCome && (exception is SocketException or EndOfStreamException))
        {
            // That is how a killed switch looks from here; what is in flight is in doubt.
        }

        RequireEnd("the connection was closed");
        if (!connection.IsSignedOff)
        {
            LoseInFlight();
        }

        void LoseInFlight()
        {
            if (end.IsInOrder && inFlight.Count > 0)
            {
                findings.Add($"a session with {inFlight.Count} requests in flight was not signed off");
            }

            foreach (var sending in inFlight.Values)
            {
                sending.Lose();
            }
        }

        void FillWindow()
        {
            while (end.SendsOn && connection.InFlight + 1 < connection.Window && connection.CanWrite)
            {
                var sending = till.Next();
                for (var copies = sending.IsTwin ? 2 : 1; copies > 0; copies--)
                {
                    inFlight.Add(++correlation, sending);
                    Assert.True(connection.TryWrite(sending.Command, correlation), "no room for a twin");
                }
            }
        }

        void TakeReplies()
        {
            while (connection.TryTakeReplies(out var replies))
            {
                foreach (ref readonly var reply in replies)
                {
                    Assert.True(inFlight.Remove(reply.Prefix.Correlation, out var sending), "an answer to nothing");
                    sending.Take(reply.Reply, findings);
                    end.CountAnswer();
                }
            }
        }
    }

    /// <summary>Several tills of one acquirer, one request each at a time, on two of its clients: twins take both.</summary>
    public async Task RunClientsAsync(IReadOnlyList<Till> tills)
    {
        var options = Options(tills[0].Participant);
        try
        {
            await using var first = await AcquirerClient.ConnectAsync(options);
            await using var second = await AcquirerClient.ConnectAsync(options);
            await Task.WhenAll(tills.Select((till, index) => index % 2 == 0 ? RunTillAsync(till, first, second) : RunTillAsync(till, second, first)));
        }
        catch (Exception exception) when (end.HasCome && (exception is SocketException or EndOfStreamException))
        {
            // Killed while these clients were still signing on: they have sent nothing.
        }
    }

    /// <summary>Null when the switch went before it had signed the session on: nothing was sent.</summary>
    private async Task<AcquirerConnection?> TryConnectAsync(ConnectionOptions options)
    {
        try
        {
            return await AcquirerConnection.ConnectAsync(options);
        }
        catch (Exception exception) when (end.HasCome && (exception is SocketException or EndOfStreamException))
        {
            return null;
        }
    }

    private async Task RunTillAsync(Till till, AcquirerClient client, AcquirerClient other)
    {
        var goesOn = true;
        while (goesOn && end.SendsOn)
        {
            var sending = till.Next();
            var twin = sending.IsTwin ? other.SendAsync(sending.Command).AsTask() : null;
            goesOn = Take(sending, await client.SendAsync(sending.Command));
            if (twin is not null)
            {
                goesOn &= Take(sending, await twin);
            }
        }
    }

    /// <returns>False when the switch is going or gone.</returns>
    private bool Take(in Sending sending, in Outcome outcome)
    {
        if (outcome.IsAnswered)
        {
            sending.Take(outcome.Reply, findings);
            end.CountAnswer();
            return outcome.Reply.Result != ResultCode.ShuttingDown;
        }

        RequireEnd(outcome.ToString());
        if (outcome.Kind == OutcomeKind.OutcomeUnknown)
        {
            sending.Lose();
        }

        return false;
    }

    /// <summary>False when the switch takes nothing more; what it has sent is still to be read.</summary>
    private async Task<bool> TryFlushAsync(AcquirerConnection connection)
    {
        try
        {
            await connection.FlushAsync();
            return true;
        }
        catch (SocketException) when (end.HasCome)
        {
            return false;
        }
    }

    private void RequireEnd(string what)
    {
        if (!end.HasCome)
        {
            findings.Add($"before the switch was touched: {what}");
        }
    }

    private ClientOptions Options(uint participant) =>
        new() { Port = endpoint.Port, Participant = participant, ConnectTimeout = Deadline, RequestDeadline = Deadline, ReconnectAttemptsMax = 0 };
}
