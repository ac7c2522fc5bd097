using System.Diagnostics;
using System.Runtime.InteropServices;
using TpWallet.Aeron.Subscriptions;
using TpWallet.Aeron.Transport;

namespace TpWallet.Aeron.Samples;

/// <summary>Receives numbered messages of one session and checks that each comes once and in order.</summary>
internal sealed class Subscriber
{
    private const int FragmentLimit = 256;
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(30);
    private long _expected;
    private long _wrong;
    private int _length;
    private long _started;

    public static int Run(string channel, int stream, long count, bool thread, bool portable) =>
        new Subscriber().Receive(channel, stream, count, thread, portable);

    private int Receive(string channel, int stream, long count, bool thread, bool portable)
    {
        using var endpoint = new AeronEndpoint(new AeronOptions { Network = UdpNetwork.Create(portable) });
        using var subscription = endpoint.AddSubscription(channel, stream);
        var loop = new Loop(endpoint, thread);
        var assembler = new FragmentAssembler(OnMessage);
        FragmentHandler handler = assembler.OnFragment;
        var last = Stopwatch.GetTimestamp();
        while (_expected < count)
        {
            var fragments = subscription.Poll(handler, FragmentLimit);
            if (fragments > 0)
            {
                last = 0;
            }
            else if (last == 0)
            {
                last = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(last) > StallTimeout)
            {
                Console.Error.WriteLine($"Nothing arrives; {_expected} of {count} messages have.");
                return 1;
            }

            loop.Turn(fragments);
        }

        var elapsed = Stopwatch.GetElapsedTime(_started);
        loop.RunUntil(() => subscription.Poll(handler, FragmentLimit) == 0 && !subscription.IsConnected, TimeSpan.FromSeconds(2));
        Report.Write("subscribe", count, _length, elapsed, endpoint);
        return _wrong == 0 ? 0 : 1;
    }

    private void OnMessage(ReadOnlySpan<byte> message, in FragmentHeader header)
    {
        if (_expected == 0)
        {
            _started = Stopwatch.GetTimestamp();
            _length = message.Length;
        }

        if (MemoryMarshal.Read<long>(message) != _expected && _wrong++ == 0)
        {
            Console.Error.WriteLine($"Message {_expected} was expected, {MemoryMarshal.Read<long>(message)} came.");
        }

        _expected++;
    }
}
