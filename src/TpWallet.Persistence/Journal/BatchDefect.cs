namespace TpWallet.Persistence.Journal;

/// <summary>What is wrong with the bytes of a batch, in the order in which it is looked for.</summary>
public enum BatchDefect
{
    /// <summary>Nothing: the batch is whole and unaltered.</summary>
    None = 0,

    /// <summary>Too few bytes for a header.</summary>
    HeaderIncomplete = 1,

    /// <summary>The bytes don't begin with the mark of a batch.</summary>
    WrongMagic = 2,

    /// <summary>Written by a newer version of the format, which this one can't read.</summary>
    NewerFormat = 3,

    /// <summary>A version of the format that never was.</summary>
    UnknownFormat = 4,

    /// <summary>The number of commands is zero or more than the limit.</summary>
    CountOutOfRange = 5,

    /// <summary>The length doesn't follow from the number of commands.</summary>
    WrongLength = 6,

    /// <summary>Fewer bytes than the header says.</summary>
    CommandsIncomplete = 7,

    /// <summary>Header or commands don't match the checksum.</summary>
    WrongChecksum = 8,

    /// <summary>The padding behind the commands isn't zero.</summary>
    PaddingNotZero = 9,
}
