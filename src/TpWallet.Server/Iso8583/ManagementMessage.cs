using System.Globalization;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Iso8583;

/// <summary>Network management messages, and the times that every message has.</summary>
internal static class ManagementMessage
{
    private const int TransmissionTime = 7;
    private const int TraceNumber = 11;
    private const int LocalTime = 12;

    /// <summary>A network management message.</summary>
    /// <exception cref="FormatException">The profile has no code for it.</exception>
    public static MessageText Compose(IsoProfile profile, NetworkFunction function, int trace)
    {
        var code = profile.Rules.CodeOf(function) ?? throw new FormatException($"profile {profile.Name} has no code for {function}");
        var message = new MessageText(new Mti((ushort)((profile.MtiVersion << 12) | 0x800)), [new(profile.Rules.NetworkCode, code)]);
        FillIn(profile, message.Fields, trace);
        return message;
    }

    /// <summary>Adds the times and the trace number where they are missing.</summary>
    public static void FillIn(IsoProfile profile, IDictionary<int, string> fields, int trace)
    {
        fields.TryAdd(TransmissionTime, Text(DateTime.UtcNow, "MMddHHmmss"));
        fields.TryAdd(TraceNumber, trace.ToString("D6", CultureInfo.InvariantCulture));
        if (profile.Edition == IsoProfile.Edition1993)
        {
            fields.TryAdd(LocalTime, Text(DateTime.Now, "yyMMddHHmmss"));
        }
    }

    private static string Text(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
