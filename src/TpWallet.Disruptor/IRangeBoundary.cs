namespace TpWallet.Disruptor;

/// <summary>Knows which slots belong together, so that a range given to a stage never ends inside such a group.</summary>
/// <typeparam name="T">The slot.</typeparam>
/// <remarks>
/// A group must be claimed and published in one piece, and be no longer than the pipeline's largest batch. Called on the threads of the
/// stages, only when more may be ready than one range holds. Hot path.
/// </remarks>
public interface IRangeBoundary<T>
    where T : unmanaged
{
    /// <summary>The end of the last whole group within a range.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="first">First sequence of the range, where a group begins.</param>
    /// <param name="last">Last sequence that fits into the range.</param>
    /// <returns>From <paramref name="first"/> to <paramref name="last"/>; less than <paramref name="first"/> when the range holds no whole
    /// group, which
    /// stops the pipeline.</returns>
    long LastWhole(RingBuffer<T> ring, long first, long last);
}
