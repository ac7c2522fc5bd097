namespace TpWallet.Gateway.Health;

/// <summary>A watermark that is read from somewhere else.</summary>
/// <param name="name">What the part does, in a word.</param>
/// <param name="due">How many items it has been given.</param>
/// <param name="done">How many of them it is done with.</param>
public sealed class Watermark(string name, Func<long> due, Func<long> done) : IWatermark
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public long Due => due();

    /// <inheritdoc/>
    public long Done => done();
}
