using BenchmarkDotNet.Attributes;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Benchmarks;

/// <summary>
/// Frames to bytes and back, a buffer of them at a time; one operation is one frame. Must allocate nothing. Checks that no frame is lost.
/// <code>
/// Command --Encode--> [256 frames] --Decode--> Command        Reply --Encode--> [256 frames] --Decode--> Reply
/// </code>
/// </summary>
[MemoryDiagnoser]
public class FrameCodec
{
    private const int Frames = 256;

    private readonly byte[] _requests = new byte[Frames * RequestFrame.Size];
    private readonly byte[] _replies = new byte[Frames * ReplyFrame.Size];
    private readonly Command[] _commands = new Command[Frames];

    [GlobalSetup]
    public void Fill()
    {
        EncodeRequests();
        EncodeReplies();
        if (DecodeRequests() != Frames || DecodeRequestsInPlace() != Frames || DecodeReplies() != Frames)
        {
            throw new InvalidOperationException("The codec lost a frame.");
        }
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public void EncodeRequests()
    {
        var output = _requests.AsSpan();
        for (var index = 0; index < Frames; index++)
        {
            RequestFrame.TryWrite(output, _commands[index], (ulong)index);
            output = output[RequestFrame.Size..];
        }
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public void EncodeReplies()
    {
        var output = _replies.AsSpan();
        var reply = new Reply { Result = ResultCode.Approved };
        for (var index = 0; index < Frames; index++)
        {
            reply.Sequence = (ulong)index;
            ReplyFrame.TryWrite(output, reply, (ulong)index);
            output = output[ReplyFrame.Size..];
        }
    }

    /// <summary>One frame after the other, each copied out: the way of every type of frame.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int DecodeRequests()
    {
        ReadOnlySpan<byte> input = _requests;
        var count = 0;
        while (FrameDecoder.Decode(input, out var frame) == FrameStatus.Complete && RequestFrame.TryRead(frame.Body, out _commands[count]))
        {
            input = input[frame.Length..];
            count++;
        }

        return count;
    }

    /// <summary>The gateway's way: the run is found in place, then each command is copied once.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int DecodeRequestsInPlace()
    {
        var run = FrameDecoder.LeadingRequests(_requests);
        for (var index = 0; index < run.Length; index++)
        {
            _commands[index] = run[index].Command;
        }

        return run.Length;
    }

    /// <summary>The client's way: the run is found and read in place.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int DecodeReplies()
    {
        var approved = 0;
        foreach (ref readonly var frame in FrameDecoder.LeadingReplies(_replies))
        {
            approved += frame.Reply.Result == ResultCode.Approved ? 1 : 0;
        }

        return approved;
    }
}
