using TpWallet.Messages;

namespace TpWallet.Server.Engine;

/// <summary>Commands that lie one behind the other, wherever that is, and the places for their replies.</summary>
internal interface ICommandBatch
{
    /// <summary>How many commands there are.</summary>
    int Count { get; }

    /// <summary>A command, by its place from 0.</summary>
    ref readonly Command CommandAt(int index);

    /// <summary>Where the reply to it goes.</summary>
    ref Reply ReplyAt(int index);

    /// <summary>The time of its journal batch, milliseconds since 1970-01-01 UTC. Asked for before its reply is written.</summary>
    long TimeMsAt(int index);
}
