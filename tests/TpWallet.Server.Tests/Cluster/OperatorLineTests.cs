using System.Text;
using TpWallet.Replication;
using TpWallet.Server.Engine.Group;

namespace TpWallet.Server.Tests.Cluster;

public sealed class OperatorLineTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly Wire _wire = new();

    [Fact]
    public async Task Question_is_answered_by_the_member_that_was_asked()
    {
        _wire.Second.Answer = static question => Task.FromResult(Encoding.UTF8.GetBytes($"you asked {Encoding.UTF8.GetString(question.Span)}"));

        var answer = await _wire.First.AskAsync(new NodeId(2), "how are you"u8.ToArray(), Long, default);

        Assert.Equal("you asked how are you", Encoding.UTF8.GetString(answer!));
    }

    [Fact]
    public async Task No_answer_is_told_when_the_time_is_over()
    {
        Assert.Null(await _wire.First.AskAsync(new NodeId(2), "anybody"u8.ToArray(), TimeSpan.FromMilliseconds(1), default));
    }

    [Fact]
    public async Task Repeated_question_is_answered_once()
    {
        var asked = 0;
        _wire.Repeats = true;
        _wire.Second.Answer = _ =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(new byte[] { 1 });
        };

        await _wire.First.AskAsync(new NodeId(2), new byte[1], Long, default);
        await _wire.First.AskAsync(new NodeId(2), new byte[1], Long, default);

        Assert.Equal(2, asked);
    }

    [Fact]
    public void What_is_the_replicas_is_left_to_it_and_what_is_malformed_is_dropped()
    {
        Assert.False(_wire.Second.TryTake(new NodeId(1), new byte[64]));
        Assert.True(_wire.Second.TryTake(new NodeId(1), [48, 0, 9]));
    }

    /// <summary>Two members whose messages arrive at once.</summary>
    private sealed class Wire
    {
        private readonly Lock _gate = new();

        public Wire()
        {
            First = new OperatorLine(new NodeId(1), new End(this, new NodeId(1)), Post);
            Second = new OperatorLine(new NodeId(2), new End(this, new NodeId(2)), Post);
        }

        public OperatorLine First { get; }

        public OperatorLine Second { get; }

        public bool Repeats { get; set; }

        private void Post(Action action)
        {
            lock (_gate)
            {
                action();
            }
        }

        private void Carry(NodeId from, NodeId to, byte[] message)
        {
            var receiver = to.Number == 1 ? First : Second;
            for (var time = 0; time < (Repeats ? 2 : 1); time++)
            {
                Assert.True(receiver.TryTake(from, message));
            }
        }

        private sealed class End(Wire wire, NodeId self) : INetwork
        {
            public void Send(NodeId receiver, ReadOnlySpan<byte> message) => wire.Carry(self, receiver, message.ToArray());
        }
    }
}
