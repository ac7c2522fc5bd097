using System.Text;

namespace TpWallet.Gateway.Metrics;

/// <summary>From the names of code to those of metrics.</summary>
internal static class MetricNames
{
    /// <summary>"RingFull" as "ring_full".</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
