using System.Buffers;
using System.Net;
using System.Net.Sockets;
using TpWallet.Core;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.Tests;

/// <summary>
/// A switch without ring and disk for tests of what talks to one: the real protocol, the real core, and a list of commands for a journal.
/// It can crash between applying a command and answering it.
/// </summary>
internal sealed class DemoTestSwitch : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sessions = [];
    private readonly List<Thread> _threads = [];
    private readonly Lock _lock = new();
    private readonly SwitchCore _core = new();
    private readonly List<Command> _journal = [];
    private readonly ClockSource _clock;
    private int _commandsUntilCrash = int.MaxValue;
    private bool _crashed;

    public DemoTestSwitch(IEnumerable<Command> journal, ClockSource clock = ClockSource.Sequencer)
    {
        _clock = clock;
        foreach (var command in journal)
        {
            Apply(command);
        }

        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Start(Accept);
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    public IReadOnlyList<Command> Journal => _journal;

    public TaskCompletionSource Crashed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LedgerPeek Books
    {
        get
        {
            lock (_lock)
            {
                return new LedgerPeek(_core.StateHash(), _core.Audit().Passed, _core.TimeMs);
            }
        }
    }

    public static Command Genesis(ClockSource clock = ClockSource.Sequencer) => new()
    {
        Kind = CommandKind.Genesis,
        Version = Command.CurrentVersion,
        Flags = CommandFlags.Operator,
        RequestId = new RequestId(1, 1),
        Genesis = new GenesisBody
        {
            Tables = new TableSizesBody
            {
                Accounts = 20_000,
                OpenAuthorizations = 20_000,
                DuplicateEntries = 200_000,
                Participants = 100,
                Instruments = 10
            },
            Clock = clock,
        },
    };

    /// <summary>Crashes after so many commands from now, at the first that is new: one is carried out then and has no answer.</summary>
    public void CrashAfter(int commands)
    {
        lock (_lock)
        {
            _commandsUntilCrash = commands;
        }
    }

    public void Dispose()
    {
        Crash();
        Thread[] threads;
        lock (_lock)
        {
            threads = [.. _threads];
        }

        Array.ForEach(threads, static thread => thread.Join());
        _core.Dispose();
    }

    private void Crash()
    {
        lock (_lock)
        {
            _crashed = true;
            _listener.Dispose();
            _sessions.ForEach(static session => session.Dispose());
        }

        Crashed.TrySetResult();
    }

    private void Start(ThreadStart work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The connection or the switch has ended.
            }
        })
        { IsBackground = true };
        lock (_lock)
        {
            _threads.Add(thread);
        }

        thread.Start();
    }

    private void Accept()
    {
        while (true)
        {
            var session = _listener.Accept();
            lock (_lock)
            {
                _sessions.Add(session);
            }

            Start(() => Serve(session));
        }
    }

    private void Serve(Socket session)
    {
        var input = new byte[1 << 16];
        var output = new ArrayBufferWriter<byte>();
        var length = 0;
        var role = SessionRole.Acquirer;
        for (var count = session.Receive(input); count > 0; count = session.Receive(input.AsSpan(length)))
        {
            length += count;
            var position = 0;
            while (FrameDecoder.Decode(input.AsSpan(position, length - position), out var frame) == FrameStatus.Complete)
            {
                role = Answer(frame, role, output);
                position += frame.Length;
            }

            input.AsSpan(position, length - position).CopyTo(input);
            length -= position;
            session.Send(output.WrittenSpan);
            output.ResetWrittenCount();
        }
    }

    private SessionRole Answer(Frame frame, SessionRole role, ArrayBufferWriter<byte> output)
    {
        switch (frame.Type)
        {
            case FrameType.SignOn:
                SignOn.TryRead(frame.Body, out var signOn);
                new SignedOn
                {
                    Version = BinaryProtocol.Version,
                    Durability = Protocol.Binary.Durability.Memory,
                    Clock = _clock,
                    Participant = signOn.Participant,
                    GrantedWindow = signOn.RequestedWindow,
                    HeartbeatIntervalMs = 10_000,
                    IdleTimeoutMs = 30_000,
                }.TryWrite(output.GetSpan(64), frame.Correlation);
                output.Advance(64);
                return signOn.Role;
            case FrameType.Request:
                RequestFrame.TryRead(frame.Body, out var command);
                command.Flags |= role == SessionRole.Operator ? CommandFlags.Operator : CommandFlags.None;
                ReplyFrame.TryWrite(output.GetSpan(ReplyFrame.Size), Decide(command), frame.Correlation);
                output.Advance(ReplyFrame.Size);
                return role;
            case FrameType.SignOff:
                FramePrefix.TryWrite(output.GetSpan(FramePrefix.Size), FrameType.SignedOff, frame.Correlation);
                output.Advance(FramePrefix.Size);
                return role;
            default:
                return role;
        }
    }

    private Reply Decide(in Command command)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_crashed, this);
            var reply = Apply(command);
            if (--_commandsUntilCrash <= 0 && !reply.Flags.HasFlag(ReplyFlags.Replayed) && reply.Result != ResultCode.RequestIdConflict)
            {
                Crash();
            }

            return reply;
        }
    }

    private Reply Apply(in Command command)
    {
        var reply = default(Reply);
        _journal.Add(command);
        _core.Apply(command, (ulong)_journal.Count, 1_700_000_000_000 + _journal.Count, ref reply);
        return reply;
    }

    internal readonly record struct LedgerPeek(string Hash, bool Passed, long TimeMs);
}
