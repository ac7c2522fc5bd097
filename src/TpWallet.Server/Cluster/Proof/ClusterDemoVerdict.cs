using System.Globalization;
using System.Text;

namespace TpWallet.Server.Cluster.Proof;

/// <summary>A report in words.</summary>
internal static class ClusterDemoVerdict
{
    private const int HashShown = 16;

    /// <summary>What was found, line by line, and the verdict last.</summary>
    public static string InWords(ClusterDemoReport report)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        foreach (var failOver in report.FailOvers)
        {
            text.AppendLine(culture, $"  {failOver.AtMs / 1_000,6:0.0} s  {failOver.Killed} killed; {failOver.Successor} (epoch {failOver.Epoch}) "
                + $"acknowledged its first payment after {failOver.FirstPaymentMs:N0} ms; "
                + $"all in sync again after {failOver.RejoinedMs / 1_000:0.0} s");
        }

        text.AppendLine(culture, $"  acknowledged                 {report.Acknowledged,12:N0}");
        text.AppendLine(culture, $"  requests that failed         {report.Failed,12:N0}");
        text.AppendLine(culture, $"  answers asked for again      {report.AskedAgain,12:N0}");
        text.AppendLine(culture, $"  lost                         {report.Lost,12:N0}");
        text.AppendLine(culture, $"  altered                      {report.Altered,12:N0}");
        text.AppendLine(culture, $"  accounts compared            {report.AccountsCompared,12:N0}");
        text.AppendLine(culture, $"  doubled or missing effects   {report.Doubled,12:N0}   accounts with another balance");
        foreach (var member in report.Members)
        {
            text.AppendLine(culture, $"  {member.Node}  log through {member.Sequence:N0}, hash {member.LogHash[..HashShown]}, state "
                + $"{member.StateHash[..HashShown]}, books {(member.BooksBalance ? "balance" : "DO NOT BALANCE")}");
        }

        foreach (var example in report.Examples)
        {
            text.AppendLine(culture, $"  wrong: {example}");
        }

        text.Append(report.Proved
            ? string.Create(
                culture,
                $"PROVED: acknowledged {report.Acknowledged:N0}, lost 0, doubled 0, the books of all {report.Nodes} members balance and agree; "
                + $"{report.FailOvers.Count} fail-overs, at worst {report.WorstFailOverMs:N0} ms")
            : "NOT PROVED");
        return text.ToString();
    }
}
