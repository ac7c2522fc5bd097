using System.Text.RegularExpressions;
using TpWallet.Gateway.Rest;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>Every outcome has an HTTP status, and the README says which.</summary>
public sealed partial class HttpStatusTests
{
    public static TheoryData<ResultCode> Codes => [.. Enum.GetValues<ResultCode>().Where(static code => code != ResultCode.None)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Readme_says_the_status_of_every_outcome(ResultCode code)
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Gateway.README.md"))).Select(static match => (
            Class: match.Groups[1].Value, Codes: match.Groups[2].Value.Split(", "), Status: int.Parse(match.Groups[3].Value))).ToArray();
        var named = rows.SingleOrDefault(row => row.Codes.Contains($"`{code}`"));

        var (resultClass, _, status) = named == default ? rows.Single(row => row.Class == $"{ResultCodes.Classify(code)}"
            && row.Codes is ["all others"])
            : named;

        Assert.Equal(($"{ResultCodes.Classify(code)}", HttpStatusOf.Code(code)), (resultClass, status));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Only_success_gets_a_status_of_success(ResultCode code) =>
        Assert.Equal(ResultCodes.Classify(code) == ResultClass.Success, HttpStatusOf.Code(code) is >= 200 and < 300);

    [GeneratedRegex(@"^\| (\w+) \| (.+) \| (\d{3})\b", RegexOptions.Multiline)]
    private static partial Regex Row();
}
