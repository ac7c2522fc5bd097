using System.Text;
using TpWallet.Messages;

namespace TpWallet.Protocol.Iso8583;

/// <summary>
/// Reads the response codes of a profile, fills in what a class of results says for its members, and checks that the map is complete and
/// never says yes for no or no for yes.
/// </summary>
internal static class ResponseCodeReader
{
    public static IsoResponseCodes Read(ProfileSection section, int length)
    {
        var approvals = section.Texts("approvals").ToHashSet(StringComparer.Ordinal);
        var classes = Codes<ResultClass>(section.Section("classes"), length);
        var results = Codes<ResultCode>(section.Section("results"), length);
        var answers = Codes<EdgeAnswer>(section.Section("gateway"), length);
        var byMessage = section.OptionalSection("by_message_class");
        var resultTables = new byte[IsoResponseCodes.Classes][][];
        var answerTables = new byte[IsoResponseCodes.Classes][][];
        for (var messageClass = 0; messageClass < IsoResponseCodes.Classes; messageClass++)
        {
            var special = byMessage?.OptionalSection(messageClass.ToString());
            var own = special is null ? [] : CodesOfClass(special, length);
            resultTables[messageClass] = Results(section, classes, results, own, approvals);
            answerTables[messageClass] = Answers(section, answers, own, approvals);
        }

        byMessage?.RefuseOthers();
        section.RefuseOthers();
        return new IsoResponseCodes(resultTables, answerTables, approvals);
    }

    private static byte[][] Results(ProfileSection section, Dictionary<ResultClass, string> classes, Dictionary<ResultCode, string> results,
        Dictionary<string, string> own, HashSet<string> approvals)
    {
        var known = Enum.GetValues<ResultCode>();
        var table = new byte[(int)known.Max() + 1][];
        foreach (var result in known.Where(static result => result != ResultCode.None))
        {
            var kind = ResultCodes.Classify(result);
            var code = own.GetValueOrDefault(ProfileNames.Of(result)) ?? results.GetValueOrDefault(result) ?? classes.GetValueOrDefault(kind)
                ?? throw section.Wrong($"results.{ProfileNames.Of(result)}", $"no code, and none for the class {ProfileNames.Of(kind)}");
            var mayBeEither = result is ResultCode.NothingToReverse or ResultCode.ReversalNoted;
            CheckSense(section, $"results.{ProfileNames.Of(result)}", code, kind == ResultClass.Success, mayBeEither, approvals);
            table[(int)result] = Encoding.ASCII.GetBytes(code);
        }

        return table;
    }

    private static byte[][] Answers(
        ProfileSection section, Dictionary<EdgeAnswer, string> answers, Dictionary<string, string> own, HashSet<string> approvals)
    {
        var known = Enum.GetValues<EdgeAnswer>();
        var table = new byte[known.Length][];
        foreach (var answer in known)
        {
            var code = own.GetValueOrDefault(ProfileNames.Of(answer)) ?? answers.GetValueOrDefault(answer)
                ?? throw section.Wrong($"gateway.{ProfileNames.Of(answer)}", "no code");
            CheckSense(section, $"gateway.{ProfileNames.Of(answer)}", code, answer == EdgeAnswer.Accepted, mayBeEither: false, approvals);
            table[(int)answer] = Encoding.ASCII.GetBytes(code);
        }

        return table;
    }

    private static void CheckSense(ProfileSection section, string key, string code, bool isYes, bool mayBeEither, HashSet<string> approvals)
    {
        if (!mayBeEither && approvals.Contains(code) != isYes)
        {
            throw section.Wrong(key, isYes ? $"an approval is mapped to '{code}', which is not among the approvals"
                : $"a refusal is mapped to '{code}', which is an approval");
        }
    }

    private static Dictionary<T, string> Codes<T>(ProfileSection section, int length) where T : struct, Enum
    {
        var codes = new Dictionary<T, string>();
        foreach (var key in section.Keys)
        {
            codes[ProfileNames.TryParse<T>(key, out var value) ? value : throw section.Wrong(key, $"not a name of {typeof(T).Name}")] =
                Code(section, key, length);
        }

        return codes;
    }

    /// <summary>Codes that hold for one class of messages alone: of results and of the gateway's own answers.</summary>
    private static Dictionary<string, string> CodesOfClass(ProfileSection section, int length)
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in section.Keys)
        {
            var isKnown = ProfileNames.TryParse<ResultCode>(key, out _) || ProfileNames.TryParse<EdgeAnswer>(key, out _);
            codes[key] = isKnown ? Code(section, key, length) : throw section.Wrong(key, "neither a result nor an answer of the gateway");
        }

        return codes;
    }

    private static string Code(ProfileSection section, string key, int length)
    {
        var code = section.Text(key);
        return code.Length == length && code.All(char.IsAsciiLetterOrDigit) ? code
            : throw section.Wrong(key, $"'{code}' is not {length} letters or digits, as DE {IsoResponseCodes.Field} holds");
    }
}
