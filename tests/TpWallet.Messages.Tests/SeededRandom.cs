using System.Globalization;
using Xunit.Abstractions;

namespace TpWallet.Messages.Tests;

/// <summary>
/// The random numbers of a property test. The seed is printed; <c>TPWALLET_SEED</c> sets it to repeat a run, <c>TPWALLET_LONG=1</c> makes
/// the loops longer.
/// </summary>
internal sealed class SeededRandom
{
    private readonly Random _random;

    public SeededRandom(ITestOutputHelper output)
    {
        var given = Environment.GetEnvironmentVariable("TPWALLET_SEED");
        var seed = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}; repeat with TPWALLET_SEED={seed}");
        _random = new Random(seed);
    }

    /// <summary>How often a property is tried.</summary>
    public static int Rounds { get; } = Environment.GetEnvironmentVariable("TPWALLET_LONG") == "1" ? 5_000_000 : 50_000;

    /// <summary>A whole number from 0 whose magnitude, not value, is spread evenly: small and huge ones come up equally often.</summary>
    public long NextAmount() => _random.NextInt64() >> _random.Next(63);

    /// <summary>A number from 0 up to, not including, a limit.</summary>
    public ulong NextBelow(ulong limit) => (ulong)_random.NextInt64((long)limit);

    /// <summary>One of the given values.</summary>
    public T Pick<T>(ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    /// <summary>Text of a random length up to a limit, made of the given characters.</summary>
    public string NextText(string characters, int lengthMax) =>
        new(_random.GetItems<char>(characters, _random.Next(lengthMax + 1)));
}
