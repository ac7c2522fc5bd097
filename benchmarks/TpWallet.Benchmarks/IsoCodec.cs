using System.Text;
using BenchmarkDotNet.Attributes;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Benchmarks;

/// <summary>
/// An authorization of twenty data elements, read and written; its answer written. Must allocate nothing. Checks that the codec takes its own
/// message.
/// <code>
/// 20 elements --Write--> [0100 message] --Read--> fields --Answer--> [0110 message]
/// </code>
/// </summary>
[MemoryDiagnoser]
public class IsoCodec
{
    private static readonly (int Field, byte[] Text)[] Elements =
    [
        .. new (int, string)[]
        {
            (2, "4761739001010119"), (3, "000000"), (4, "000000012345"), (7, "1122150637"), (11, "123456"), (12, "150637"), (13, "1122"),
            (14, "2812"), (18, "5411"), (19, "840"), (22, "051"), (25, "00"), (32, "12345678901"), (37, "632615123456"), (41, "TERM0001"),
            (42, "MERCHANT0000001"), (43, "Corner shop            Springfield    US"), (48, "PA011MC010"), (49, "840"), (52, "0123456789ABCDEF"),
        }.Select(static element => (element.Item1, Encoding.ASCII.GetBytes(element.Item2))),
    ];

    private readonly byte[] _buffer = new byte[4096];
    private readonly byte[] _request = new byte[4096];
    private IsoProfile _profile = null!;
    private int _length;

    [Params("1987-ascii", "1987-bcd")]
    public string Profile { get; set; } = "";

    [GlobalSetup]
    public void Fill()
    {
        _profile = IsoProfiles.Get(Profile);
        _length = Write();
        _buffer.AsSpan(0, _length).CopyTo(_request);
        if (_length == 0 || !Read() || Answer() == 0)
        {
            throw new InvalidOperationException("The codec refused its own message.");
        }
    }

    [Benchmark]
    public int Write()
    {
        var writer = new IsoWriter(_profile, _buffer, new Mti(0x0100));
        foreach (var (field, text) in Elements)
        {
            writer.WriteText(field, text);
        }

        return writer.TryComplete(out var length) ? length : 0;
    }

    [Benchmark]
    public bool Read() => IsoDecoder.TryRead(_profile, _request.AsSpan(0, _length), out _, out _);

    /// <summary>Reads the request and copies to the answer what answers repeat.</summary>
    [Benchmark]
    public int Answer()
    {
        IsoDecoder.TryRead(_profile, _request.AsSpan(0, _length), out var request, out _);
        var writer = new IsoWriter(_profile, _buffer, request.Mti.Response);
        foreach (var field in request.Fields)
        {
            if (field > IsoResponseCodes.Field)
            {
                break;
            }

            writer.WritePacked(field, request.Packed(field));
        }

        writer.WriteText(IsoResponseCodes.Field, "00"u8);
        writer.WritePacked(41, request.Packed(41));
        return writer.TryComplete(out var length) ? length : 0;
    }
}
