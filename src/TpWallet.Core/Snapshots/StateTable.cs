using TpWallet.Core.Memory;

namespace TpWallet.Core.Snapshots;

/// <summary>A table of the state, its place in an image, and the slot with which the image of it begins.</summary>
internal readonly record struct StateTable(ImageSectionId Id, RecordTable Records, uint First = 0)
{
    public ImageSection Section => new(Id, (uint)Records.RecordSize, Records.HighWater, Records.Capacity);

    /// <summary>All tables in the order of the image, which is that of the state hash.</summary>
    public static StateTable[] AllOf(SwitchState state) =>
    [
        new(ImageSectionId.Participants, state.Participants),
        new(ImageSectionId.Positions, state.Positions),
        new(ImageSectionId.TierLimits, state.TierLimits),
        new(ImageSectionId.Accounts, state.Accounts),
        new(ImageSectionId.Fees, state.Fees),
        new(ImageSectionId.Instruments, state.Instruments),
        new(ImageSectionId.Payments, state.Payments.Table),
        new(ImageSectionId.Duplicates, state.Duplicates.Table, state.Duplicates.Oldest),
    ];
}
