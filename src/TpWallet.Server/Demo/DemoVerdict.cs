using System.Globalization;
using System.Text;

namespace TpWallet.Server.Demo;

/// <summary>A report in words.</summary>
internal static class DemoVerdict
{
    /// <summary>What was found, line by line, and the verdict last.</summary>
    public static string InWords(DemoReport report)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        var counts = report.Counts;
        text.AppendLine(culture,
            $"  approved {counts.Approved:N0} (of these {counts.PartialCaptures:N0} partial captures, {counts.Voids:N0} voids), declined for funds "
            + $"{counts.Declined:N0}, repeats answered from memory {counts.Repeats:N0}, conflicting repeats refused {counts.Conflicts:N0}");
        text.AppendLine(culture, $"  answers asked for again      {report.AskedAgain,12:N0}");
        text.AppendLine(culture, $"  lost                         {report.Lost,12:N0}");
        text.AppendLine(culture, $"  altered                      {report.Altered,12:N0}");
        text.AppendLine(culture, $"  in doubt: had been applied   {report.InDoubtApplied,12:N0}   and was answered from memory, not done twice");
        text.AppendLine(culture, $"  in doubt: had not            {report.InDoubtNotApplied,12:N0}   and was done when it was sent again");
        text.AppendLine(culture, $"  accounts compared            {report.AccountsCompared,12:N0}");
        text.AppendLine(culture, $"  with a wrong balance         {report.AccountsWrong,12:N0}");
        text.AppendLine(culture, $"  debits equal credits         {(report.BooksBalance ? "yes" : "NO"),12}");
        foreach (var example in report.Examples)
        {
            text.AppendLine(culture, $"  wrong: {example}");
        }

        text.Append(report.Proved
            ? string.Create(
                culture,
                $"PROVED: nothing lost, nothing doubled, the books balance ({report.Answered:N0} answers in {report.Seconds:0.0} s, "
                + $"{report.AcknowledgedPerS:N0} a second)")
            : "NOT PROVED");
        return text.ToString();
    }
}
