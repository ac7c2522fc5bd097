namespace TpWallet.Disruptor;

/// <summary>For a stage that has to do something on its thread before the first range and after the last.</summary>
public interface IStageLifecycle
{
    /// <summary>Called before the stage's first range. An exception stops the pipeline.</summary>
    void OnStart();

    /// <summary>Called when the stage gets no more ranges, also after a failure, if <see cref="OnStart"/> has returned.</summary>
    void OnStop();
}
