using System.Buffers;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Binary;

/// <summary>What has arrived of the chain at the beginning of the input: requests that are linked to the next, and the one that ends them.</summary>
/// <param name="Length">Requests of it that are here, at most <see cref="CommandLimits.ChainMax"/>; 0: the input begins with none.</param>
/// <param name="IsWhole">Whether its last request is among them.</param>
/// <param name="IsPermitted">Whether the session has a right to all that are here.</param>
internal readonly record struct RequestChain(int Length, bool IsWhole, bool IsPermitted)
{
    /// <summary>Whether more requests are linked than a chain may have.</summary>
    public bool IsTooLong => Length == CommandLimits.ChainMax && !IsWhole;

    /// <summary>Whether the next command belongs to the same chain.</summary>
    public static bool IsLinked(in Command command) => (command.Flags & CommandFlags.Linked) != 0;

    /// <summary>Looks at the beginning of the input. Uses the scratch buffer.</summary>
    public static RequestChain At(in ReadOnlySequence<byte> input, Span<byte> scratch, SessionRights rights)
    {
        var cursor = new RequestCursor(input, scratch);
        var length = 0;
        var isPermitted = true;
        while (true)
        {
            var run = cursor.Next();
            foreach (ref readonly var frame in run)
            {
                var isLinked = IsLinked(frame.Command);
                if (!isLinked && length == 0)
                {
                    return default;
                }

                length++;
                isPermitted &= rights.Permits(in frame.Command);
                if (!isLinked || length == CommandLimits.ChainMax)
                {
                    return new RequestChain(length, !isLinked, isPermitted);
                }
            }

            if (run.IsEmpty)
            {
                return new RequestChain(length, IsWhole: false, isPermitted);
            }
        }
    }
}
