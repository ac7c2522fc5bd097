using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;

namespace TpWallet.Server.Bench.Iso8583;

/// <summary>One connection that keeps its window full of authorizations. Hot path: no task and no allocation per request.</summary>
internal sealed class IsoLoadConnection : IClosedLoopConnection
{
    private const uint LargestAmount = 100;
    private const int Approved = ('0' << 8) | '0';
    private const int InsufficientFunds = ('5' << 8) | '1';

    private readonly Socket _socket;
    private readonly IsoProfile _profile;
    private readonly RequestTemplate _template;
    private readonly AnswerReader _answers;
    private readonly byte[] _output;
    private readonly byte[] _input = new byte[1 << 17];
    private readonly long[] _startTicks;
    private readonly int[] _freeSlots;
    private readonly uint _wallets;
    private SplitMix64 _random;
    private ulong _reference;
    private int _freeCount;
    private int _buffered;

    private IsoLoadConnection(Socket socket, IsoProfile profile, int number, string terminal, int window, uint wallets, ulong seed)
    {
        _socket = socket;
        _profile = profile;
        _template = new RequestTemplate(profile, terminal);
        _answers = new AnswerReader(profile);
        _output = new byte[window * _template.Length];
        _startTicks = new long[window];
        _freeSlots = [.. Enumerable.Range(0, window)];
        _freeCount = window;
        _wallets = wallets;
        _random = new SplitMix64(seed + (ulong)number);
        _reference = (ulong)number * 10_000_000_000;
    }

    /// <summary>What was measured.</summary>
    public LoadCounts Counts { get; } = new();

    /// <summary>Connects and signs on.</summary>
    /// <exception cref="LoadException">No connection, or the switch refused the sign-on.</exception>
    public static async Task<IsoLoadConnection> OpenAsync(
        IPEndPoint endpoint, IsoProfile profile, int number, string terminal, BenchPlan plan, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            var connection = new IsoLoadConnection(socket, profile, number, terminal, plan.Window, plan.Wallets, plan.Seed);
            await connection.SignOnAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new LoadException($"no session on {endpoint}: {exception.Message}", exception);
        }
    }

    /// <summary>Sends until the schedule ends; returns when all is answered.</summary>
    /// <exception cref="LoadException">The connection broke, or an answer can't be understood.</exception>
    public async Task RunAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Send(schedule);
                if (_freeCount == _startTicks.Length)
                {
                    return;
                }

                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
                Take(schedule);
            }
        }
        catch (SocketException exception)
        {
            throw new LoadException($"a session broke: {exception.Message}", exception);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task SignOnAsync(CancellationToken cancellationToken)
    {
        _socket.Send(ManagementMessage.Compose(_profile, NetworkFunction.SignOn, trace: 1).ToFrame(_profile));
        while (FrameBytes(0) == 0)
        {
            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }

        var answer = MessageText.ReadFrame(_profile, _input.AsSpan(0, FrameBytes(0)), out _);
        _buffered = 0;
        if (answer.Fields.GetValueOrDefault(IsoResponseCodes.Field) is var code && !_profile.ResponseCodes.Approvals.Contains(code ?? ""))
        {
            throw new LoadException($"the sign-on was answered '{code}'");
        }
    }

    private void Send(Schedule schedule)
    {
        var nowTicks = Stopwatch.GetTimestamp();
        if (nowTicks >= schedule.EndTicks || _freeCount == 0)
        {
            return;
        }

        _template.SetTime(DateTime.UtcNow);
        var length = 0;
        while (_freeCount > 0)
        {
            var slot = _freeSlots[--_freeCount];
            _template.Write(
                _output.AsSpan(length), _random.Below(_wallets), _random.Below(BenchAccounts.MerchantCount), 1 + _random.Below(LargestAmount), slot,
                ++_reference);
            length += _template.Length;
            _startTicks[slot] = nowTicks;
            if (schedule.IsMeasured(nowTicks))
            {
                Counts.CountSent();
            }
        }

        for (var sent = 0; sent < length;)
        {
            sent += _socket.Send(_output.AsSpan(sent, length - sent));
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await _socket.ReceiveAsync(_input.AsMemory(_buffered), cancellationToken).ConfigureAwait(false);
        _buffered += read > 0 ? read : throw new LoadException("the switch closed a session");
    }

    private void Take(Schedule schedule)
    {
        var nowTicks = Stopwatch.GetTimestamp();
        var taken = 0;
        for (var bytes = FrameBytes(taken); bytes > 0; bytes = FrameBytes(taken))
        {
            if (!_answers.TryRead(_input.AsSpan(taken, bytes), out var slot, out var code) || slot >= _startTicks.Length || _startTicks[slot] == 0)
            {
                throw new LoadException("the switch sent an answer that is not waited for");
            }

            Count(schedule, slot, code, nowTicks);
            taken += bytes;
        }

        _input.AsSpan(taken, _buffered - taken).CopyTo(_input);
        _buffered -= taken;
    }

    /// <summary>Bytes of the whole frame at a place of the input; 0 when there is none.</summary>
    private int FrameBytes(int place)
    {
        var framing = _profile.Framing;
        var left = _input.AsSpan(place, _buffered - place);
        if (left.Length < framing.LengthBytes)
        {
            return 0;
        }

        return !framing.TryReadLength(left, out var bytes) ? throw new LoadException("the switch sent what is no message")
            : bytes <= left.Length ? bytes : 0;
    }

    private void Count(Schedule schedule, int slot, int code, long nowTicks)
    {
        if (schedule.IsMeasured(nowTicks))
        {
            var result = code switch
            {
                Approved => ResultCode.Approved,
                InsufficientFunds => ResultCode.InsufficientFunds,
                _ => ResultCode.NotPermitted,
            };
            Counts.CountReply(new Reply { Result = result, Class = ResultCodes.Classify(result) });
        }

        if (schedule.IsMeasured(_startTicks[slot]))
        {
            Counts.RecordLatency(nowTicks - _startTicks[slot]);
        }

        _startTicks[slot] = 0;
        _freeSlots[_freeCount++] = slot;
    }
}
