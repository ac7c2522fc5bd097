using TpWallet.Disruptor;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Server.Engine;

/// <summary>
/// What stands before the core: gives each command its place and time, and lets it through when it can't be lost any more. Alone a switch does that
/// with its own journal, in a group together with the other members.
/// </summary>
internal interface ISequencer : IAsyncDisposable
{
    /// <summary>The stages, in order, with their names.</summary>
    IReadOnlyList<(string Name, IStage<Slot> Stage)> Stages { get; }

    /// <summary>Says which slots of a range the core applies; null: all.</summary>
    ICommittedRuns? Committed { get; }

    /// <summary>Through where the core has been let. Any thread.</summary>
    JournalPosition Position { get; }

    /// <summary>Batches let through since the start. Any thread.</summary>
    long Batches { get; }

    /// <summary>Bytes of those batches. Any thread.</summary>
    long Bytes { get; }

    /// <summary>Faults when it can't go on; else completes when it has been disposed.</summary>
    Task Completion { get; }

    /// <summary>Puts its stages and those behind them on threads.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="stages">All stages, its own first.</param>
    StagePipeline<Slot> Arrange(RingBuffer<Slot> ring, IReadOnlyList<IStage<Slot>> stages);

    /// <summary>The pipeline runs.</summary>
    void Start();

    /// <summary>Sees to it that a batch passes soon, though nobody pays. Any thread.</summary>
    void Nudge();

    /// <summary>The switch is about to stop: sees to it that another one serves first, if there is one.</summary>
    Task LeaveAsync();

    /// <summary>Nothing more comes in: sees to it that what is in the ring passes before long.</summary>
    Task DrainAsync();
}
