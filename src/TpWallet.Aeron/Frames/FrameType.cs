namespace TpWallet.Aeron.Frames;

/// <summary>The type field of a frame header.</summary>
internal enum FrameType : short
{
    Pad = 0,
    Data = 1,
    Nak = 2,
    StatusMessage = 3,
    Error = 4,
    Setup = 5,
    RttMeasurement = 6,
}
