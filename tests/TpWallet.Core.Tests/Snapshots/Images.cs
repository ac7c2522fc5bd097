using TpWallet.Core.Snapshots;

namespace TpWallet.Core.Tests.Snapshots;

/// <summary>Images in memory.</summary>
internal static class Images
{
    public const long Plenty = 64 * 1024 * 1024;

    /// <summary>Reads what is left of a cut.</summary>
    public static byte[] ReadToEnd(StateCut cut, int pieceBytes = 50_000)
    {
        var image = new MemoryStream();
        var piece = new byte[pieceBytes];
        for (var count = cut.Read(piece); count > 0; count = cut.Read(piece))
        {
            image.Write(piece, 0, count);
        }

        return image.ToArray();
    }

    public static byte[] Of(SwitchCore core)
    {
        using var cut = core.BeginCut(Plenty);
        return ReadToEnd(cut);
    }

    public static SwitchCore Restore(byte[] image, out string stateHash)
    {
        var position = 0;
        return SwitchCore.Restore(Read, out stateHash);

        int Read(Span<byte> destination)
        {
            var count = Math.Min(destination.Length, image.Length - position);
            image.AsSpan(position, count).CopyTo(destination);
            position += count;
            return count;
        }
    }
}
