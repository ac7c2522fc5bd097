namespace TpWallet.Persistence.Snapshots;

/// <summary>The state at one sequence as a stream of bytes. What its members throw passes unchanged through the one who reads it.</summary>
public interface IStateImage
{
    /// <summary>Bytes of the whole image, known before the first is read.</summary>
    long Length { get; }

    /// <summary>The next bytes of the image, as many as there are and fit; one thread calls it, with room for at least one byte.</summary>
    /// <returns>How many bytes were given; 0 behind the last.</returns>
    int Read(Span<byte> destination);

    /// <summary>Hash of the state, at most 72 printable ASCII characters; asked for when <see cref="Read"/> has returned 0.</summary>
    string StateHash { get; }
}
