namespace TpWallet.Messages.Tests;

public sealed class ResultCodesTests
{
    public static TheoryData<ResultCode> Codes => [.. Enum.GetValues<ResultCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Class_agrees_with_the_hundreds_of_the_code(ResultCode code) =>
        Assert.Equal((ResultClass)((ushort)code / 100), ResultCodes.Classify(code));

    [Fact]
    public void Every_class_has_a_code() =>
        Assert.Equal(Enum.GetValues<ResultClass>(), Enum.GetValues<ResultCode>().Select(ResultCodes.Classify).Distinct().Order());

    [Fact]
    public void Only_None_is_no_answer() =>
        Assert.Equal([ResultCode.None], Enum.GetValues<ResultCode>().Where(static code => ResultCodes.Classify(code) == ResultClass.None));
}
