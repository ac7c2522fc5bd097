using System.Text;
using System.Text.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>The names of outcomes in JSON and their titles, made once.</summary>
internal static class ResultNames
{
    private static readonly JsonEncodedText[] Classes =
        [.. Enum.GetValues<ResultClass>().Select(static value => JsonEncodedText.Encode(CamelCase($"{value}")))];

    private static readonly JsonEncodedText[] Codes = ByCode(CamelCase);
    private static readonly JsonEncodedText[] Titles = ByCode(Words);

    /// <summary>"InsufficientFunds" as "insufficientFunds".</summary>
    public static JsonEncodedText Of(ResultCode code) => Codes[Known(code)];

    public static JsonEncodedText Of(ResultClass resultClass) => Classes[(int)resultClass];

    /// <summary>"InsufficientFunds" as "Insufficient funds".</summary>
    public static JsonEncodedText TitleOf(ResultCode code) => Titles[Known(code)];

    public static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static int Known(ResultCode code) => (int)code < Codes.Length ? (int)code : 0;

    private static string Words(string name)
    {
        var words = new StringBuilder(name.Length + 4).Append(name[0]);
        foreach (var character in name.AsSpan(1))
        {
            words.Append(char.IsAsciiLetterUpper(character) ? $" {char.ToLowerInvariant(character)}" : $"{character}");
        }

        return words.ToString();
    }

    private static JsonEncodedText[] ByCode(Func<string, string> text)
    {
        var codes = Enum.GetValues<ResultCode>();
        var texts = new JsonEncodedText[(int)codes.Max() + 1];
        foreach (var code in codes)
        {
            texts[(int)code] = JsonEncodedText.Encode(text($"{code}"));
        }

        return texts;
    }
}
