namespace TpWallet.Core.Snapshots;

/// <summary>Gives the next bytes of an image of the state.</summary>
/// <param name="destination">Where they go, from its beginning.</param>
/// <returns>How many they are, 1 or more; 0: there are none left.</returns>
public delegate int StateImageReader(Span<byte> destination);
