using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TpWallet.Aeron.Counters;
using TpWallet.Aeron.Logs;

namespace TpWallet.Aeron.Frames;

/// <summary>The checks that a datagram passes before anything believes it. Each refusal is counted.</summary>
internal static class FrameChecks
{
    /// <summary>Reads the common header of a datagram's first frame.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> datagram, AeronCounters counters, out FrameHeader header)
    {
        if (!MemoryMarshal.TryRead(datagram, out header))
        {
            counters.Add(AeronCounter.ShortDatagrams);
            return false;
        }

        if (header.Version != FrameHeader.CurrentVersion)
        {
            counters.Add(AeronCounter.BadVersions);
            return false;
        }

        if (header.FrameLength < 0)
        {
            counters.Add(AeronCounter.BadFrames);
            return false;
        }

        return true;
    }

    /// <summary>Reads a control frame, which travels alone.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> datagram, int length, AeronCounters counters, out T frame)
        where T : unmanaged
    {
        if (datagram.Length < length)
        {
            frame = default;
            counters.Add(AeronCounter.ShortDatagrams);
            return false;
        }

        frame = MemoryMarshal.Read<T>(datagram);
        var stated = MemoryMarshal.Read<FrameHeader>(datagram).FrameLength;
        if (stated < length || stated > datagram.Length)
        {
            counters.Add(AeronCounter.BadFrames);
            return false;
        }

        return true;
    }

    /// <summary>Checks the alignment and the first header of a data datagram.</summary>
    public static bool TryReadData(ReadOnlySpan<byte> datagram, AeronCounters counters, out DataHeader header)
    {
        if (!MemoryMarshal.TryRead(datagram, out header))
        {
            counters.Add(AeronCounter.ShortDatagrams);
            return false;
        }

        if (!TermGeometry.IsAligned(datagram.Length) || !TermGeometry.IsAligned(header.TermOffset))
        {
            counters.Add(AeronCounter.BadAlignments);
            return false;
        }

        return true;
    }

    /// <summary>
    /// Whether the frames of a datagram fill it exactly, follow one another in one term of the same session, and leave nothing after a PAD.
    /// </summary>
    public static bool AreConsistent(ReadOnlySpan<byte> datagram, in DataHeader first, int termLength)
    {
        if (first.TermOffset < 0 || first.TermOffset > termLength - datagram.Length)
        {
            return false;
        }

        ref var start = ref MemoryMarshal.GetReference(datagram);
        var offset = 0;
        while (offset < datagram.Length)
        {
            ref var header = ref Unsafe.As<byte, DataHeader>(ref Unsafe.Add(ref start, offset));
            var frameLength = header.Frame.FrameLength;
            if (frameLength < DataHeader.Length || frameLength > termLength - first.TermOffset - offset
                || header.Frame.Version != FrameHeader.CurrentVersion || header.TermOffset != first.TermOffset + offset
                || header.TermId != first.TermId || header.SessionId != first.SessionId || header.StreamId != first.StreamId)
            {
                return false;
            }

            if (header.Frame.Type == FrameType.Pad)
            {
                return offset + DataHeader.Length == datagram.Length;
            }

            if (header.Frame.Type != FrameType.Data)
            {
                return false;
            }

            offset += TermGeometry.Align(frameLength);
        }

        return offset == datagram.Length;
    }
}
