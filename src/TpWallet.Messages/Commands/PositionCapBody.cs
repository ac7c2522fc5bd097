using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>Body of a position cap.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct PositionCapBody
{
    /// <summary>
    /// The most that the participant may owe to the others, in flight included, minor units; 0 or more, or <see cref="long.MaxValue"/>: no
    /// cap.
    /// </summary>
    public long Cap;

    /// <summary>The currency.</summary>
    public Currency Currency;

    private readonly ushort _reserved;

    private readonly uint _reserved2;
}
