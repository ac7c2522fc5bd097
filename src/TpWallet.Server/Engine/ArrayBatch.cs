using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>Commands and replies in arrays, all of one time.</summary>
internal readonly struct ArrayBatch(Command[] commands, Reply[] replies, int count, long timeMs) : ICommandBatch
{
    public int Count => count;

    public ref readonly Command CommandAt(int index) => ref commands[index];

    public ref Reply ReplyAt(int index) => ref replies[index];

    public long TimeMsAt(int index) => timeMs;
}
