using System.Collections.Concurrent;
using System.Net.Sockets;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Client.Tests.FailOver;

/// <summary>
/// Three members on loopback that keep the same books: each request id has one effect, whoever applies it. Which member is primary, and which
/// connections break where, a seed decides, from one request to the next.
/// </summary>
internal sealed class FakeGroup : IDisposable
{
    private const int Members = 3;
    private const int None = -1;

    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly FakeSwitch[] _members = [new(), new(), new()];
    private readonly ConcurrentDictionary<FakeSession, int> _sessions = [];
    private readonly Dictionary<RequestId, Command> _books = [];
    private readonly Task[] _accepting;
    private int _primary;
    private int _refusalsUntilElected;

    public FakeGroup(int seed, uint window)
    {
        _random = new Random(seed);
        Window = window;
        _accepting = [.. Enumerable.Range(0, Members).Select(AcceptAsync)];
    }

    public uint Window { get; }

    public IReadOnlyList<SwitchAddress> Addresses => [.. _members.Select(static member => new SwitchAddress("127.0.0.1", member.Port))];

    public int FailOvers { get; private set; }

    public int Received { get; private set; }

    public int SignedOn { get; private set; }

    /// <summary>Requests that came again under their id and were not the same.</summary>
    public int AlteredRepeats { get; private set; }

    /// <summary>What was applied, once each.</summary>
    public IReadOnlyDictionary<RequestId, Command> Applied
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<RequestId, Command>(_books);
            }
        }
    }

    public void Dispose()
    {
        Array.ForEach(_members, static member => member.Dispose());
        foreach (var session in _sessions.Keys)
        {
            session.Reset();
        }

        Assert.True(Task.WhenAll(_accepting).ContinueWith(static _ => true, TaskScheduler.Default).Wait(FakeSwitch.Patience));
    }

    private async Task AcceptAsync(int member)
    {
        while (true)
        {
            FakeSession session;
            try
            {
                session = await _members[member].AcceptAsync();
            }
            catch (Exception)
            {
                return; // the test is over
            }

            _sessions[session] = member;
            _ = ServeAsync(member, session);
        }
    }

    private async Task ServeAsync(int member, FakeSession session)
    {
        try
        {
            await session.ReadFrameAsync();
            if (TakesSignOn(member, out var primary))
            {
                await session.SendAsync(FakeSwitch.Welcome(Window));
                await AnswerAsync(member, session);
            }
            else
            {
                await session.RedirectAsync(primary);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The connection was cut: by the seed, or by the client.
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            session.Dispose();
        }
    }

    private async Task AnswerAsync(int member, FakeSession session)
    {
        var chain = new List<(ulong Correlation, Command Command)>();
        while (await session.ReadFrameAsync() is { } frame)
        {
            if (frame.Type == FrameType.SignOff)
            {
                await session.SendAsync(FrameType.SignedOff);
                return;
            }

            if (frame.Type != FrameType.Request)
            {
                continue;
            }

            Assert.True(RequestFrame.TryRead(frame.Body, out var command));
            chain.Add((frame.Correlation, command));
            if ((command.Flags & CommandFlags.Linked) == 0)
            {
                var answer = Apply(member, chain, out var bytesToSend);
                chain.Clear();
                await session.SendAsync(answer.AsMemory(0, bytesToSend));
                if (bytesToSend < answer.Length)
                {
                    session.Reset();
                    return;
                }
            }
        }
    }

    /// <summary>Applies a request or chain, if this member may; then, or before, whatever the seed wants to happen happens.</summary>
    private byte[] Apply(int member, List<(ulong Correlation, Command Command)> chain, out int bytesToSend)
    {
        lock (_lock)
        {
            Received += chain.Count;
            Misbehave();
            var answer = new byte[chain.Count * ReplyFrame.Size];
            var result = member == _primary ? ResultCode.Approved : ResultCode.NotPrimary;
            for (var link = 0; link < chain.Count; link++)
            {
                var (correlation, command) = chain[link];
                if (result == ResultCode.Approved)
                {
                    AlteredRepeats += !_books.TryAdd(command.RequestId, command) && !_books[command.RequestId].Equals(command) ? 1 : 0;
                }

                var reply = new Reply
                {
                    RequestId = command.RequestId,
                    Sequence = result == ResultCode.Approved ? 1ul : 0,
                    Amount = command.Amount,
                    Result = result,
                    Class = ResultCodes.Classify(result),
                };
                ReplyFrame.TryWrite(answer.AsSpan(link * ReplyFrame.Size), reply, correlation);
            }

            Misbehave();
            bytesToSend = _random.Next(40) == 0 ? _random.Next(answer.Length) : answer.Length; // applied, and not wholly answered
            return answer;
        }
    }

    private bool TakesSignOn(int member, out string? primary)
    {
        lock (_lock)
        {
            if (_primary == None && --_refusalsUntilElected <= 0)
            {
                _primary = _random.Next(Members);
            }

            // Sometimes a member knows no better than to name one that isn't primary any more.
            var named = _random.Next(4) == 0 ? _random.Next(Members) : _primary;
            primary = named == None || named == member ? null : Addresses[named].ToString();
            SignedOn += member == _primary ? 1 : 0;
            return member == _primary;
        }
    }

    private void Misbehave()
    {
        switch (_random.Next(100))
        {
            case 0 or 1: // the primary fails; after some refusals there is another
                FailOvers++;
                CutOff(_primary);
                _primary = None;
                _refusalsUntilElected = _random.Next(12);
                break;
            case 2: // it hands over, and its clients' connections stay, to be answered "not primary"
                FailOvers++;
                _primary = _random.Next(Members);
                break;
            case 3: // the network fails
                CutOff(_random.Next(Members));
                break;
            default:
                break;
        }
    }

    private void CutOff(int member)
    {
        foreach (var (session, owner) in _sessions)
        {
            if (owner == member)
            {
                session.Reset();
            }
        }
    }
}
