namespace TpWallet.Server.Replay;

/// <summary>Takes the answers of a <see cref="CommandPipeline"/>, in the order of the commands, on its receiving thread.</summary>
internal interface IAnswerSink
{
    /// <summary>Takes one answer. What it throws ends the pipeline.</summary>
    void Answered(in PendingCommand command);
}
