using System.Diagnostics;

namespace TpWallet.Server.Tests.Performance;

/// <summary>
/// Runs two pieces of work in turn, many times, and compares the shortest time of each. Whatever else the machine does makes some turns longer and
/// none shorter, so what is compared is the work. A round in which the compiler had not finished with the code is followed by others.
/// </summary>
internal static class Race
{
    /// <summary>Turns of each in one round.</summary>
    public const int Turns = 20;

    /// <summary>Most rounds.</summary>
    public const int Rounds = 12;

    /// <summary>The ratio of the shortest times; fewer rounds than there might be once it is at most <paramref name="enough"/>.</summary>
    /// <param name="work">Is measured.</param>
    /// <param name="reference">Is measured in turn with it.</param>
    /// <param name="enough">A ratio with which the caller is content.</param>
    /// <param name="prepare">Before each turn of the work; not measured.</param>
    /// <param name="check">After each turn of the work; not measured.</param>
    public static double Ratio(Action work, Action reference, double enough, Action? prepare, Action? check)
    {
        var (shortest, shortestReference) = (long.MaxValue, long.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                prepare?.Invoke();
                shortest = Math.Min(shortest, TicksOf(work));
                check?.Invoke();
                shortestReference = Math.Min(shortestReference, TicksOf(reference));
            }

            // The first round is for the compiler.
            if (round > 0 && shortest <= enough * shortestReference)
            {
                break;
            }
        }

        return (double)shortest / shortestReference;
    }

    private static long TicksOf(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetTimestamp() - started;
    }
}
