namespace TpWallet.Gateway;

/// <summary>The one way in which an option outside its range is refused.</summary>
internal static class OptionRange
{
    public static void Check<T>(T value, T lowest, T highest, string name) where T : IComparable<T>
    {
        if (value.CompareTo(lowest) < 0 || value.CompareTo(highest) > 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {lowest} to {highest}.");
        }
    }
}
