using System.Buffers.Text;
using System.Text;
using TpWallet.Messages;

namespace TpWallet.Server.Bench.Rest;

/// <summary>Finds the end of a response and the outcome's number in it. Hot path: allocates nothing.</summary>
internal static class ResponseReader
{
    /// <summary>Looks at what has arrived.</summary>
    /// <param name="bytes">From the begin of the response on.</param>
    /// <param name="result">The outcome; none when the switch had none, as of a request that was refused at its edge.</param>
    /// <returns>Bytes of the response; 0 while it is not whole.</returns>
    /// <exception cref="LoadException">It is no response with a length.</exception>
    public static int TryRead(ReadOnlySpan<byte> bytes, out ResultCode result)
    {
        result = ResultCode.None;
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return 0;
        }

        if (!TryFindNumber(bytes[..(head + 2)], "\r\nContent-Length: "u8, out var length))
        {
            throw new LoadException($"the switch sent what is no answer: {Encoding.ASCII.GetString(bytes[..Math.Min(head, 40)])}");
        }

        var end = head + 4 + length;
        if (bytes.Length < end)
        {
            return 0;
        }

        result = TryFindNumber(bytes[head..end], "\"number\":"u8, out var number) ? (ResultCode)number : ResultCode.None;
        return end;
    }

    private static bool TryFindNumber(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, out int number)
    {
        number = 0;
        var place = text.IndexOf(name);
        return place >= 0 && Utf8Parser.TryParse(text[(place + name.Length)..], out number, out _);
    }
}
