namespace TpWallet.Disruptor;

/// <summary>A step of the pipeline, called with ranges in order and without gaps, always on the same thread.</summary>
/// <typeparam name="T">The slot.</typeparam>
public interface IStage<T>
    where T : unmanaged
{
    /// <summary>
    /// Handles the slots <paramref name="first"/> to <paramref name="last"/>, both included. The earlier stages are done with them.
    /// An exception stops the pipeline: the range isn't offered again and no later stage sees it.
    /// </summary>
    /// <param name="ring">Where the slots are; other slots must not be touched.</param>
    /// <param name="first">First sequence of the range.</param>
    /// <param name="last">Last sequence of the range, at least <paramref name="first"/>.</param>
    void OnBatch(RingBuffer<T> ring, long first, long last);
}
