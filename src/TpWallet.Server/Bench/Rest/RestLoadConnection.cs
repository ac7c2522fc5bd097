using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TpWallet.Messages;

namespace TpWallet.Server.Bench.Rest;

/// <summary>One kept-alive connection that sends the next authorization when the last is answered. Hot path: no allocation per request.</summary>
internal sealed class RestLoadConnection : IClosedLoopConnection
{
    private readonly Socket _socket;
    private readonly RequestTemplate _template;
    private readonly PaymentLoad _payments;
    private readonly byte[] _input = new byte[16 << 10];

    private RestLoadConnection(Socket socket, string key, PaymentLoad payments)
    {
        _socket = socket;
        _template = new RequestTemplate(key);
        _payments = payments;
    }

    /// <summary>What was measured.</summary>
    public LoadCounts Counts { get; } = new();

    /// <summary>Connects.</summary>
    /// <exception cref="LoadException">No connection.</exception>
    public static async Task<RestLoadConnection> OpenAsync(IPEndPoint endpoint, string key, PaymentLoad payments, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return new RestLoadConnection(socket, key, payments);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new LoadException($"no connection to {endpoint}: {exception.Message}", exception);
        }
    }

    /// <summary>Sends until the schedule ends; returns when the last is answered.</summary>
    /// <exception cref="LoadException">The connection broke, or an answer can't be understood.</exception>
    public async Task RunAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        try
        {
            for (var begin = Stopwatch.GetTimestamp(); begin < schedule.EndTicks; begin = Stopwatch.GetTimestamp())
            {
                var payment = default(Command);
                _payments.Fill(CommandKind.Authorize, ref payment);
                await _socket.SendAsync(_template.Write(payment), cancellationToken).ConfigureAwait(false);
                Count(schedule, begin, await ReceiveAsync(cancellationToken).ConfigureAwait(false));
            }
        }
        catch (SocketException exception)
        {
            throw new LoadException($"a connection broke: {exception.Message}", exception);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<ResultCode> ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffered = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_input.AsMemory(buffered), cancellationToken).ConfigureAwait(false);
            buffered += read > 0 ? read : throw new LoadException("the switch closed a connection");
            if (ResponseReader.TryRead(_input.AsSpan(0, buffered), out var result) is var length and not 0)
            {
                return length == buffered ? result : throw new LoadException("the switch sent more than one answer");
            }
        }
    }

    private void Count(Schedule schedule, long begin, ResultCode result)
    {
        var now = Stopwatch.GetTimestamp();
        if (schedule.IsMeasured(begin))
        {
            Counts.CountSent();
            Counts.RecordLatency(now - begin);
        }

        if (schedule.IsMeasured(now))
        {
            Counts.CountReply(new Reply { Result = result, Class = ResultCodes.Classify(result) });
        }
    }
}
