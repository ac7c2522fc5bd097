using TpWallet.Messages;

namespace TpWallet.Server.Replay;

/// <summary>
/// Writes what was decided, one line a payment in the order of the file: <c>tx_id,decision,result_code,latency_us</c>. The decision is
/// <c>approved</c>, <c>declined</c> (a business "no" of <see cref="ResultClass.Declined"/>) or <c>error</c> (every other answer).
/// </summary>
internal sealed class DecisionFile : IDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Writes to a file, which is replaced.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public DecisionFile(string path)
    {
        _writer = new StreamWriter(path, append: false) { NewLine = "\n" };
        _writer.WriteLine("tx_id,decision,result_code,latency_us");
    }

    /// <summary>Writes one line.</summary>
    public void Write(ulong transactionId, in Reply reply, long latencyMicroseconds) =>
        _writer.WriteLine($"{transactionId},{Decision(reply.Class)},{(ushort)reply.Result},{latencyMicroseconds}");

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static string Decision(ResultClass resultClass) => resultClass switch
    {
        ResultClass.Success => "approved",
        ResultClass.Declined => "declined",
        ResultClass.None or ResultClass.Malformed or ResultClass.Conflict or ResultClass.Transient or ResultClass.Terminal => "error",
    };
}
