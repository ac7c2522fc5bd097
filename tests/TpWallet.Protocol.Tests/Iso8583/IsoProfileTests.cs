using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Protocol.Tests.Iso8583;

/// <summary>The profiles that ship are complete and consistent; one that isn't is refused with the place of the mistake.</summary>
public sealed class IsoProfileTests
{
    private const string Insufficient = "\"insufficient-funds\": \"51\"";

    public static TheoryData<string> Names => [.. IsoProfiles.Names];

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"edition\": 1987", "\"edition\": 1990", "edition: must be 1987 or 1993" },
        { "\"edition\": 1987,", "\"edition\": 1987, \"editor\": 1,", "editor: not known here" },
        { "\"format\": \"n12\" },\n    \"5\"", "\"format\": \"n13x\" },\n    \"5\"", "fields.4.format: 'n13x' is not a format" },
        { "\"n..19\"", "\"n.19\"", "fields.2.format: 'n.19' has a length of one digit" },
        { "\"n..19\"", "\"n..190\"", "fields.2.format: 'n..190' must have a length from 1 to 99" },
        { "    \"5\": {", "    \"65\": {", "fields.65: not a data element" },
        { "    \"37\": {", "    \"105\": {", "fields.37: is missing, and every payment needs it" },
        { "\"sensitive\": \"pan\" }", "\"sensitive\": \"secret\" }", "fields.2.sensitive: 'secret' is not one of none, pan, hidden" },
        { "\"structure\": \"tlv\" }", "\"structure\": \"tagged\" }", "fields.55.structure: tagged needs ans" },
        { "\"approved\": \"00\"", "\"approved\": \"05\"", "response_codes.results.approved: an approval is mapped to '05'" },
        { Insufficient, "\"insufficient-funds\": \"10\"", "response_codes.results.insufficient-funds: a refusal is mapped to '10'" },
        { Insufficient, "\"insufficient-fund\": \"51\"", "response_codes.results.insufficient-fund: not a name of ResultCode" },
        { Insufficient, "\"insufficient-funds\": \"5\"", "response_codes.results.insufficient-funds: '5' is not 2 letters or digits" },
        { "\"terminal\": \"12\"", "\"declined\": \"12\"", "response_codes.results.currency-mismatch: no code, and none for the class terminal" },
        { "\"format-error\": \"30\"", "\"format-error\": \"00\"", "response_codes.gateway.format-error: a refusal is mapped to '00'" },
        { "\"unavailable\": \"91\"", "\"accepted\": \"00\"", "response_codes.gateway.unavailable: no code" },
        { "\"duplicate_key\": [7, 11,", "\"duplicate_key\": [11, 7,", "duplicate_key: must be ascending" },
        { "\"duplicate_key\": [7, 11,", "\"duplicate_key\": [7, 65,", "duplicate_key: DE 65 is not among the fields" },
        { "\"tag\": \"PA\"", "\"tag\": \"PAX\"", "conditions.partial_approval.tag: must be 2 characters" },
        { "\"0800\": [", "\"0810\": [", "messages.0810: not the type of a request or advice of 1987" },
        { "\"bitmap\": \"ascii\"", "\"bitmap\": \"bcd\"", "encodings.bitmap: can't be bcd" },
        { "\"numbers\": \"ascii\"", "\"numbers\": \"binary\"", "encoding: binary can't hold number" },
        { "\"length_bytes\": 2", "\"length_bytes\": 3", "framing.length_bytes: must be 2 or 4" },
        { "\"header\": \"\"", "\"header\": \"6\"", "framing.header: must be at most 32 bytes as hexadecimal digits" },
        { "\"name\": \"1987-ascii\"", "\"name\": 1987", "name: must be a string" },
        { "\"framing\":", "\"frame\":", "framing: is missing" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_result_has_a_code_and_none_says_the_opposite(string name)
    {
        var codes = IsoProfiles.Get(name).ResponseCodes;
        foreach (var messageClass in new[] { 1, 2, 4, 5, 8 })
        {
            foreach (var result in Enum.GetValues<ResultCode>().Where(static result => result != ResultCode.None))
            {
                var code = System.Text.Encoding.ASCII.GetString(codes.Of(messageClass, result));
                Assert.Equal(ResultCodes.Classify(result) == ResultClass.Success, codes.Approvals.Contains(code));
            }

            foreach (var answer in Enum.GetValues<EdgeAnswer>())
            {
                var code = System.Text.Encoding.ASCII.GetString(codes.Of(messageClass, answer));
                Assert.Equal(answer == EdgeAnswer.Accepted, codes.Approvals.Contains(code));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Profile_is_named_after_its_file_and_hides_what_is_sensitive(string name)
    {
        var profile = IsoProfiles.Get(name);

        Assert.Equal(name, profile.Name);
        Assert.Equal(FieldSensitivity.Pan, profile.Field(2)!.Sensitivity);
        Assert.All([14, 34, 35, 36, 45, 48, 52, 53, 55, 60, 61, 62, 63],
            number => Assert.Equal(FieldSensitivity.Hidden, profile.Field(number)!.Sensitivity));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_told_with_its_place(string right, string wrong, string message)
    {
        var text = IsoTestData.TextOf("1987-ascii");
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, right);
        var exception = Assert.Throws<IsoProfileException>(() => IsoProfile.Parse(text[..at] + wrong + text[(at + right.Length)..]));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_profile_is_refused_with_a_reason()
    {
        Assert.Contains("line 1", Assert.Throws<IsoProfileException>(static () => IsoProfile.Parse("{")).Message, StringComparison.Ordinal);
        Assert.Contains("an object", Assert.Throws<IsoProfileException>(static () => IsoProfile.Parse("[]")).Message, StringComparison.Ordinal);
        Assert.Contains("1987-bcd", Assert.Throws<IsoProfileException>(static () => IsoProfiles.Get("none")).Message, StringComparison.Ordinal);
    }
}
