namespace TpWallet.Core.Limits;

/// <summary>The business date, and the month, within which usage counts.</summary>
/// <param name="Date">Days since 2000-01-01; 0: before the first business date.</param>
/// <param name="Month">Months since 2000-01.</param>
internal readonly record struct BusinessPeriod(ushort Date, ushort Month)
{
    private const int DaysOf400Years = 146_097;
    private const int DaysFromMarchToJanuary2000 = 60;

    /// <summary>
    /// The period of a business date. The civil-calendar arithmetic with years that begin in March, so that the leap day comes last.
    /// </summary>
    public static BusinessPeriod Of(ushort date)
    {
        var day = date + DaysOf400Years - DaysFromMarchToJanuary2000;
        var dayOfEra = day % DaysOf400Years;
        var yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var monthFromMarch = (5 * dayOfYear + 2) / 153;
        var monthsFromMarch1600 = (day / DaysOf400Years * 400 + yearOfEra) * 12 + monthFromMarch;
        return new BusinessPeriod(date, (ushort)(monthsFromMarch1600 + 2 - 400 * 12));
    }
}
