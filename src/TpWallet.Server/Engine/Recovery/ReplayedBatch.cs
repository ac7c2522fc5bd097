using TpWallet.Messages;

namespace TpWallet.Server.Engine.Recovery;

/// <summary>A batch read from the journal. Nobody waits for its replies: one place takes them all.</summary>
internal readonly ref struct ReplayedBatch(ReadOnlySpan<Command> commands, long timeMs, ref Reply reply) : ICommandBatch
{
    private readonly ReadOnlySpan<Command> _commands = commands;
    private readonly ref Reply _reply = ref reply;

    public int Count => _commands.Length;

    public ref readonly Command CommandAt(int index) => ref _commands[index];

    public ref Reply ReplyAt(int index) => ref _reply;

    public long TimeMsAt(int index) => timeMs;
}
