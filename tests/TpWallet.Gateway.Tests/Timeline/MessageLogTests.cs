using TpWallet.Disruptor;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Tests.Support;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Timeline;

public sealed class MessageLogTests
{
    private const uint Participant = 7;
    private static readonly RequestId Payment = new(1, 1);

    [Fact]
    public void Messages_of_a_payment_are_found_in_the_order_of_the_journal_and_no_other()
    {
        var time = new ManualTime();
        var log = new MessageLog(10, lastSequence: 40, time);
        time.Advance(TimeSpan.FromSeconds(5));
        Add(log, time, Command(CommandKind.Authorize, Payment), Command(CommandKind.Authorize, new RequestId(2, 2)),
            Command(CommandKind.Capture, new RequestId(3, 3), Payment), Command(CommandKind.Authorize, Payment, participant: 8),
            Command(CommandKind.BalanceInquiry, Payment), Command(CommandKind.StatusInquiry, new RequestId(4, 4), Payment));

        var found = log.Find(Participant, Payment);

        Assert.Equal([41UL, 43UL, 46UL], found.Select(static message => message.Sequence));
        Assert.All(found, static message => Assert.Equal(SessionProtocol.Rest, message.Protocol));
        Assert.All(found, message => Assert.Equal((time.GetUtcNow() - TimeSpan.FromSeconds(5), time.GetUtcNow()),
            (message.Received, message.Answered)));
    }

    [Fact]
    public void Full_log_forgets_the_oldest()
    {
        var log = new MessageLog(3, lastSequence: 0, new ManualTime());
        for (var count = 0; count < 10; count++)
        {
            Add(log, new ManualTime(), Command(CommandKind.Authorize, Payment));
        }

        Assert.Equal(3, log.Find(Participant, Payment).Count);
        Assert.Equal(10, log.Added);
    }

    [Fact]
    public async Task Reader_never_sees_half_of_a_message()
    {
        var log = new MessageLog(4, lastSequence: 0, new ManualTime());
        using var ring = new RingBuffer<Slot>(1, new AdaptiveWaitStrategy());
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (long number = 1; !stop.IsCancellationRequested; number++)
            {
                ref var slot = ref ring[0];
                slot.Command = Command(CommandKind.Authorize, Payment) with { Amount = number };
                slot.Reply = new Reply { Amount = number, Available = number, TimeMs = number };
                log.Add(ring, 0, 1, SessionProtocol.Binary, 0);
            }
        });

        while (log.Added < 200_000)
        {
            Assert.All(log.Find(Participant, Payment), static message => Assert.Equal(
                (message.Command.Amount, message.Command.Amount, message.Command.Amount),
                (message.Reply.Amount, message.Reply.Available, message.Reply.TimeMs)));
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        var log = new MessageLog(100, lastSequence: 0);
        using var ring = new RingBuffer<Slot>(16, new AdaptiveWaitStrategy());
        log.Add(ring, 0, 16, SessionProtocol.Binary, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var batch = 0; batch < 100; batch++)
        {
            log.Add(ring, 0, 16, SessionProtocol.Binary, 0);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Command Command(CommandKind kind, RequestId id, RequestId original = default, uint participant = Participant) =>
        new() { Kind = kind, Participant = participant, RequestId = id, OriginalRequestId = original };

    private static void Add(MessageLog log, ManualTime time, params ReadOnlySpan<Command> commands)
    {
        using var ring = new RingBuffer<Slot>(16, new AdaptiveWaitStrategy());
        for (var index = 0; index < commands.Length; index++)
        {
            ring[index].Command = commands[index];
            ring[index].Edge.ReceivedTicks = time.GetTimestamp() - TimeSpan.FromSeconds(5).Ticks;
        }

        log.Add(ring, 0, commands.Length, SessionProtocol.Rest, time.GetTimestamp());
    }
}
