namespace TpWallet.Disruptor;

/// <summary>How the stages of a pipeline are spread over threads. What they do is the same.</summary>
public enum Topology
{
    /// <summary>One thread runs every stage in turn over the same range: the choice up to about four cores.</summary>
    SingleThread,

    /// <summary>Each stage has a thread of its own behind a barrier on the stage before it.</summary>
    ThreadPerStage,
}
