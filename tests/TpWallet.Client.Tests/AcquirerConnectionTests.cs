using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Tests;

public sealed class AcquirerConnectionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_pipelines_up_to_its_window_and_takes_the_replies(bool blocking)
    {
        using var fake = new FakeSwitch();
        var (connection, session) = await OpenAsync(fake, window: 3, blocking);
        using var _ = connection;
        using var __ = session;
        for (var correlation = 0UL; correlation < 3; correlation++)
        {
            Assert.True(connection.TryWrite(Ids.Purchase(), correlation));
        }

        Assert.False(connection.TryWrite(Ids.Purchase(), 3));
        Assert.Equal(3, connection.InFlight);
        if (blocking)
        {
            connection.Flush();
        }
        else
        {
            await connection.FlushAsync();
        }

        for (var correlation = 0UL; correlation < 3; correlation++)
        {
            var request = await session.ReadRequestAsync();
            Assert.Equal(correlation, request.Correlation);
            await session.ApproveAsync(request.Correlation, request.Command);
        }

        var answered = new List<ulong>();
        while (answered.Count < 3)
        {
            Assert.True(blocking ? connection.Receive() : await connection.ReceiveAsync());
            while (connection.TryTakeReplies(out var replies))
            {
                answered.AddRange(replies.ToArray().Select(static reply => reply.Prefix.Correlation));
            }
        }

        Assert.Equal([0UL, 1, 2], answered);
        Assert.Equal((0, 3L), (connection.InFlight, connection.Answered));
        Assert.True(connection.TryWrite(Ids.Purchase(), 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Heartbeat_is_answered_by_the_next_flush_and_sign_off_ends_the_session(bool blocking)
    {
        using var fake = new FakeSwitch();
        var (connection, session) = await OpenAsync(fake, window: 1, blocking);
        using var _ = connection;
        await session.SendAsync(FrameType.Heartbeat, correlation: 8);
        Assert.True(connection.Receive());
        Assert.False(connection.TryTakeReplies(out var _));
        Assert.True(connection.HasOutput);

        Assert.True(connection.TryWriteSignOff());
        connection.Flush();
        Assert.Equal(8UL, (await session.ExpectAsync(FrameType.HeartbeatReply)).Correlation);
        await session.ExpectAsync(FrameType.SignOff);
        await session.SendAsync(FrameType.SignedOff);
        session.Dispose();

        Assert.True(connection.Receive());
        Assert.False(connection.TryTakeReplies(out var _));
        Assert.True(connection.IsSignedOff);
        Assert.False(connection.Receive());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_of_the_sign_on_is_thrown_with_its_code(bool blocking)
    {
        using var fake = new FakeSwitch();
        var connecting = Connect(fake.Options(), blocking);
        using var session = await fake.AcceptAsync();
        await session.ExpectAsync(FrameType.SignOn);
        await session.SendAsync(ProtocolErrorCode.NoCapacity);

        var exception = await Assert.ThrowsAsync<ProtocolException>(() => connecting);
        Assert.Equal((ProtocolErrorCode.NoCapacity, true, false), (exception.Fault.Code, exception.FromSwitch, exception.IsPermanent));
        Assert.Contains("no capacity for another session", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocking_connection_that_is_never_answered_times_out()
    {
        using var fake = new FakeSwitch();
        var connecting = Task.Run(() => AcquirerConnection.Connect(fake.Options() with { ConnectTimeout = TimeSpan.FromMilliseconds(100) }));
        using var session = await fake.AcceptAsync();
        await session.ExpectAsync(FrameType.SignOn);

        await Assert.ThrowsAsync<TimeoutException>(() => connecting);
    }

    [Fact]
    public async Task Reply_that_was_not_asked_for_is_refused()
    {
        using var fake = new FakeSwitch();
        var (connection, session) = await OpenAsync(fake, window: 1, blocking: false);
        using var _ = connection;
        using var __ = session;
        await session.ApproveAsync(1, Ids.Purchase());
        Assert.True(await connection.ReceiveAsync());

        Assert.Equal(ProtocolErrorCode.UnexpectedFrame, Assert.Throws<ProtocolException>(() => connection.TryTakeReplies(out var _)).Fault.Code);
    }

    [Fact]
    public async Task Window_larger_than_the_output_buffer_is_sent_in_several_flushes()
    {
        using var fake = new FakeSwitch();
        var (connection, session) = await OpenAsync(fake, BinaryProtocol.WindowMax, blocking: false);
        using var _ = connection;
        using var __ = session;
        const int Requests = 5_000;
        var reading = Task.Run(async () =>
        {
            for (var correlation = 0UL; correlation < Requests; correlation++)
            {
                Assert.Equal(correlation, (await session.ReadRequestAsync()).Correlation);
            }
        });

        var flushes = 0;
        var command = Ids.Purchase();
        for (var correlation = 0UL; correlation < Requests;)
        {
            if (connection.TryWrite(command, correlation))
            {
                correlation++;
            }
            else
            {
                await connection.FlushAsync();
                flushes++;
            }
        }

        await connection.FlushAsync();
        await reading;
        Assert.InRange(flushes, 1, 10);
    }

    private static async Task<(AcquirerConnection Connection, FakeSession Session)> OpenAsync(FakeSwitch fake, uint window, bool blocking)
    {
        var connecting = Connect(fake.Options(), blocking);
        var session = await fake.AcceptAsync(FakeSwitch.Welcome(window));
        return (await connecting, session);
    }

    private static Task<AcquirerConnection> Connect(ClientOptions options, bool blocking) =>
        blocking ? Task.Run(() => AcquirerConnection.Connect(options)) : AcquirerConnection.ConnectAsync(options).AsTask();
}
