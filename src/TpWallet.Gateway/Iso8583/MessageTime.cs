namespace TpWallet.Gateway.Iso8583;

/// <summary>Dates and times as messages tell them, completed to numbers that sort: YYYYMMDDhhmmss. Hot path.</summary>
internal static class MessageTime
{
    private static readonly TimeSpan HalfYear = TimeSpan.FromDays(182);
    private static readonly DateTime FirstBusinessDate = new(2000, 1, 1);

    /// <summary>Puts a year before MMDDhhmmss: the one that brings it nearest to now.</summary>
    /// <returns>False when it is no date and time in any of these years.</returns>
    public static bool TryResolve(long monthToSecond, DateTime now, out long resolved)
    {
        resolved = 0;
        var nearest = TimeSpan.MaxValue;
        for (var offset = 0; offset < 3; offset++)
        {
            var year = now.Year + (offset == 2 ? -1 : offset);
            if (!TryCompose(year, monthToSecond, out var instant))
            {
                continue;
            }

            var distance = (instant - now).Duration();
            if (distance < nearest)
            {
                nearest = distance;
                resolved = (year * 10_000_000_000L) + monthToSecond;
            }

            if (nearest < HalfYear)
            {
                break;
            }
        }

        return resolved != 0;
    }

    /// <summary>A business date, days since 2000-01-01, from MMDD or YYMMDD; of MMDD, the year that brings it nearest to the other date.</summary>
    public static bool TryResolveDate(long digits, int length, ushort nearTo, out ushort date)
    {
        var near = FirstBusinessDate.AddDays(nearTo);
        date = 0;
        var found = length > 4 ? TryCompose(2000 + (int)(digits / 10_000), digits % 10_000 * 1_000_000, out var instant)
            : TryResolve(digits * 1_000_000, near, out var resolved) & TryCompose((int)(resolved / 10_000_000_000L), digits * 1_000_000, out instant);
        if (found && instant >= FirstBusinessDate)
        {
            date = (ushort)(instant - FirstBusinessDate).Days;
        }

        return date != 0;
    }

    /// <summary>The business date of a moment.</summary>
    public static ushort DateOf(DateTime moment) => (ushort)(moment - FirstBusinessDate).Days;

    private static bool TryCompose(int year, long monthToSecond, out DateTime instant)
    {
        var (month, day) = ((int)(monthToSecond / 100_000_000), (int)(monthToSecond / 1_000_000 % 100));
        var (hour, minute, second) = ((int)(monthToSecond / 10_000 % 100), (int)(monthToSecond / 100 % 100), (int)(monthToSecond % 100));
        var isTime = year is > 1999 and < 2179 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour < 24 && minute < 60 && second < 60;
        instant = isTime ? new DateTime(year, month, day, hour, minute, second) : default;
        return isTime;
    }
}
