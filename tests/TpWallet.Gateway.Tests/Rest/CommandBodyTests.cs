using System.Buffers;
using System.Text;
using TpWallet.Gateway.Rest;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Tests.Rest;

/// <summary>Bodies are read strictly, and what is wrong is said precisely.</summary>
public sealed class CommandBodyTests
{
    private const string Members = "\"merchant\":2,\"amount\":3,\"currency\":\"USD\"";

    [Theory]
    [InlineData("", "the body is not JSON: error at line 1, byte 1")]
    [InlineData("[]", "the body must be one JSON object")]
    [InlineData("null", "the body must be one JSON object")]
    [InlineData("{", "the body is not JSON: error at line 1, byte 2")]
    [InlineData("{\"account\":1," + Members, "the body is not JSON: error at line 1, byte 54")]
    [InlineData("{\"account\":1," + Members + "}{}", "the body is not JSON: error at line 1, byte 55")]
    [InlineData("{\"account\":1," + Members + ",}", "the body is not JSON: error at line 1, byte 55")]
    [InlineData("{\"account\":1," + Members + "/* why */}", "the body is not JSON: error at line 1, byte 54")]
    [InlineData("{\"account\":1}", "merchant is missing")]
    [InlineData("{" + Members + "}", "exactly one of account and instrument must be there")]
    [InlineData("{\"account\":1,\"instrument\":1," + Members + "}", "exactly one of account and instrument must be there")]
    [InlineData("{\"account\":1,\"account\":1," + Members + "}", "account is there more than once")]
    [InlineData("{\"account\":1,\"\\u0061ccount\":1," + Members + "}", "account is there more than once")]
    [InlineData("{\"account\":0," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":-1," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":18446744073709551616," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":1.0," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":1e3," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":\"1\"," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":null," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":{}," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"account\":[[[[1]]]]," + Members + "}", "account must be an integer from 1 to 18446744073709551615")]
    [InlineData("{\"amount\":1000000000000000001}", "amount must be an integer from 0 to 1000000000000000000")]
    [InlineData("{\"currency\":\"usd\"}", "currency must be the code of a currency of this switch, such as USD")]
    [InlineData("{\"currency\":\"XXX\"}", "currency must be the code of a currency of this switch, such as USD")]
    [InlineData("{\"allowPartial\":1}", "allowPartial must be true or false")]
    [InlineData("{\"channel\":\"moon\"}", "channel must be one of unknown, pointOfSale, ecommerce, atm, personToPerson, cash")]
    [InlineData("{\"terminal\":\"123456789\"}", "terminal must be 1 to 8 printable ASCII characters")]
    [InlineData("{\"terminal\":\"é\"}", "terminal must be 1 to 8 printable ASCII characters")]
    [InlineData("{\"terminal\":\"\"}", "terminal must be 1 to 8 printable ASCII characters")]
    [InlineData("{\"retrievalReference\":\"123-\"}", "retrievalReference must be 1 to 12 characters 0-9 or A-Z")]
    [InlineData("{\"businessDate\":\"2000-01-01\"}", "businessDate must be a date from 2000-01-02 on, such as 2026-11-22")]
    [InlineData("{\"businessDate\":\"2026-02-30\"}", "businessDate must be a date from 2000-01-02 on, such as 2026-11-22")]
    [InlineData("{\"terminal\":\"\\ud800\"}", "the body holds text that is not valid UTF-8")]
    public void Wrong_body_is_refused_with_what_is_wrong(string body, string expected) =>
        Assert.Equal(expected, Read("/authorizations", body, out _));

    [Fact]
    public void Unknown_member_is_refused_without_repeating_it()
    {
        var wrong = Read("/voids", "{\"4929000000000006\":1}", out _);

        Assert.Equal("a member at byte 2 is not known; known are authorization, participant", wrong);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        var command = default(Command);
        byte[] body = [.. "{\"terminal\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.NotNull(CommandBody.Read(new ReadOnlySequence<byte>(body), Operation("/authorizations"), ref command));
    }

    [Theory]
    [InlineData("{\"authorization\":\"6f9619ff-8b86-4d01-b42d-00cf4fc964ff\"}")]
    [InlineData(" { \"authorization\" : \"6F9619FF-8B86-4D01-B42D-00CF4FC964FF\" } \r\n")]
    [InlineData("{\"\\u0061uthorization\":\"\\u0036f9619ff-8b86-4d01-b42d-00cf4fc964ff\"}")]
    public void Same_body_written_in_other_ways_is_the_same_command(string body)
    {
        Assert.Null(Read("/voids", body, out var command));

        Assert.Equal(RequestId.FromGuid(new Guid("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")), command.OriginalRequestId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Body_in_pieces_is_read_like_one_in_one_piece(int pieceLength)
    {
        var body = Encoding.UTF8.GetBytes("{\"account\":1001,\"merchant\":2001,\"amount\":3000,\"currency\":\"USD\",\"terminal\":\"TERM0001\"}");
        var (whole, pieces) = (default(Command), default(Command));

        Assert.Null(CommandBody.Read(new ReadOnlySequence<byte>(body), Operation("/authorizations"), ref whole));
        Assert.Null(CommandBody.Read(Pieces.Of(body, pieceLength), Operation("/authorizations"), ref pieces));

        Assert.Equal(whole, pieces);
    }

    private static RestOperation Operation(string path) => RestOperations.All.Single(operation => operation.Path == path);

    private static string? Read(string path, string body, out Command command)
    {
        command = default;
        return CommandBody.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), Operation(path), ref command);
    }

    /// <summary>A sequence of short segments.</summary>
    private sealed class Pieces : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Of(byte[] bytes, int length)
        {
            var first = new Pieces { Memory = bytes.AsMemory(0, length) };
            var last = first;
            for (var start = length; start < bytes.Length; start += length)
            {
                var next = new Pieces { Memory = bytes.AsMemory(start, Math.Min(length, bytes.Length - start)), RunningIndex = start };
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
