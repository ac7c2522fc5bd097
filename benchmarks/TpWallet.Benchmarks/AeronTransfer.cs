using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using TpWallet.Aeron;
using TpWallet.Aeron.Publications;
using TpWallet.Aeron.Subscriptions;

namespace TpWallet.Benchmarks;

/// <summary>
/// Numbered messages over UDP on loopback, sender, receiver and application on one thread; time is for one message. Must allocate nothing. Checks
/// that each came once and in order.
/// <code>
/// Offer --> 3 terms --> sender == UDP ==> receiver --> 3 terms --> Poll
///        '----------------- DoWork of one endpoint -----------------'
/// </code>
/// </summary>
[MemoryDiagnoser]
public class AeronTransfer : IDisposable
{
    private const int Messages = 4_096;
    private const int Stream = 1_001;
    private const int FragmentLimit = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private AeronEndpoint _endpoint = null!;
    private Publication _publication = null!;
    private Subscription _subscription = null!;
    private FragmentHandler _handler = null!;
    private byte[] _message = [];
    private long _sent;
    private long _received;
    private bool _wrong;

    [Params(32, 1_024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        var channel = $"aeron:udp?endpoint=127.0.0.1:{FreePort()}";
        _endpoint = new AeronEndpoint();
        _subscription = _endpoint.AddSubscription(channel, Stream);
        _publication = _endpoint.AddPublication(channel, Stream);
        _message = new byte[Length];
        _handler = (payload, in _) => _wrong |= MemoryMarshal.Read<long>(payload) != _received++;
        Until(() => _publication.IsConnected && _subscription.IsConnected);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Transfer()
    {
        var end = _sent + Messages;
        var started = Stopwatch.GetTimestamp();
        while (_received < end)
        {
            while (_sent < end && Offer())
            {
                _sent++;
            }

            if (_endpoint.DoWork() + _subscription.Poll(_handler, FragmentLimit) == 0 && Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"{_received} of {end} messages came.");
            }
        }

        if (_wrong)
        {
            throw new InvalidOperationException("A message came twice, or not in order.");
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _publication.Dispose();
        _subscription.Dispose();
        _endpoint.Dispose();
        GC.SuppressFinalize(this);
    }

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }

    private bool Offer()
    {
        MemoryMarshal.Write(_message, _sent);
        var result = _publication.Offer(_message);
        return result > 0 || (result == Publication.AdminAction && _publication.Offer(_message) > 0);
    }

    private void Until(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException("The two ends don't find each other.");
            }

            _endpoint.DoWork();
            _subscription.Poll(_handler, FragmentLimit);
        }
    }
}
