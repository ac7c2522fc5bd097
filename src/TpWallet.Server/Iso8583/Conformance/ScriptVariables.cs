using System.Globalization;
using System.Text.RegularExpressions;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>
/// What stands in braces in a script: <c>{now}</c>, <c>{stan}</c>, <c>{rrn}</c>, <c>{card NAME}</c>, <c>{merchant NAME}</c>, <c>{wallet NAME}</c>,
/// <c>{original NAME}</c>, <c>{NAME.37}</c> and <c>{answer NAME.38}</c>.
/// </summary>
internal sealed partial class ScriptVariables(IsoProfile profile, TestWorld world)
{
    private const int TransmissionTime = 7;
    private const int TraceNumber = 11;
    private const int LocalTime = 12;
    private const int Acquirer = 32;

    private static int _counter = Random.Shared.Next(100_000);

    private readonly Dictionary<string, MessageText> _sent = [];
    private readonly Dictionary<string, MessageText> _answers = [];
    private readonly string _runId = $"{Environment.TickCount64 % 1_000_000:D6}";

    /// <summary>Remembers what was sent under a name.</summary>
    public void Sent(string name, MessageText message) => _sent[name] = message;

    /// <summary>Remembers what it was answered.</summary>
    public void Answered(string name, MessageText answer) => _answers[name] = answer;

    /// <summary>What was sent under a name.</summary>
    /// <exception cref="FormatException">Nothing was.</exception>
    public MessageText SentAs(string name) => _sent.TryGetValue(name, out var message) ? message
        : throw new FormatException($"nothing was sent as '{name}'");

    /// <summary>Puts values where the variables stand.</summary>
    /// <exception cref="FormatException">One of them is not known.</exception>
    public string Resolve(string text) => Braces().Replace(text, match => ValueOf(match.Groups["name"].Value));

    private string ValueOf(string name) => name.Split(' ') switch
    {
        ["now"] => DateTime.UtcNow.ToString("MMddHHmmss", CultureInfo.InvariantCulture),
        ["stan"] => $"{Interlocked.Increment(ref _counter) % 1_000_000:D6}",
        ["rrn"] => $"{_runId}{Interlocked.Increment(ref _counter) % 1_000_000:D6}",
        ["card", var card] => world.Card(card),
        ["merchant", var merchant] => world.Merchant(merchant),
        ["wallet", var wallet] => world.Wallet(wallet),
        ["original", var original] => OriginalOf(SentAs(original)),
        ["answer", var reference] => FieldOf(reference, _answers),
        [var reference] => FieldOf(reference, _sent),
        _ => throw new FormatException($"{{{name}}} is not known"),
    };

    private static string FieldOf(string reference, Dictionary<string, MessageText> messages)
    {
        var dot = reference.LastIndexOf('.');
        return dot > 0 && messages.TryGetValue(reference[..dot], out var message)
            && int.TryParse(reference.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && message.Fields.TryGetValue(number, out var value) ? value : throw new FormatException($"{{{reference}}} is not known");
    }

    /// <summary>DE 90 of 1987 or DE 56 of 1993.</summary>
    private string OriginalOf(MessageText original)
    {
        var acquirer = original.Fields.GetValueOrDefault(Acquirer, "");
        return profile.Edition == IsoProfile.Edition1987
            ? $"{original.Type}{original.Fields[TraceNumber]}{original.Fields[TransmissionTime]}{acquirer.PadLeft(11, '0')}{new string('0', 11)}"
            : $"{original.Type}{original.Fields[TraceNumber]}{original.Fields[LocalTime]}{acquirer.Length:D2}{acquirer}";
    }

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Braces();
}
