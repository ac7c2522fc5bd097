namespace TpWallet.Persistence.Journal;

/// <summary>Why a batch, whole in itself, doesn't follow the batch before.</summary>
internal enum ChainDefect
{
    None = 0,
    SequenceGap = 1,
    SequenceRepeated = 2,
    PreviousHashDiffers = 3,
    TimeBackwards = 4,
    EpochBackwards = 5,
}
