namespace TpWallet.Core.Snapshots;

/// <summary>The sections of an image, in the order in which they stand in it: what a record refers to comes before it. Numbers are stored.</summary>
internal enum ImageSectionId : uint
{
    None = 0,
    Head = 1,
    CaptureTolerances = 2,
    Participants = 3,
    Positions = 4,
    TierLimits = 5,
    Accounts = 6,
    Fees = 7,
    Instruments = 8,
    Payments = 9,
    Duplicates = 10,
}
