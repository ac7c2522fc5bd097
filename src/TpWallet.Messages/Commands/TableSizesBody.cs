using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>How many entries each preallocated table of the core holds. In a genesis every size is positive; in a growth zero keeps a size.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct TableSizesBody
{
    /// <summary>Accounts, 1 to 100,000,000.</summary>
    public uint Accounts;

    /// <summary>Payments: open authorizations and quotes, and the ended ones that may still be asked about; 1 to 100,000,000.</summary>
    public uint OpenAuthorizations;

    /// <summary>Remembered request ids with their answers, 1 to 200,000,000.</summary>
    public uint DuplicateEntries;

    /// <summary>Participants, 1 to 65,535.</summary>
    public uint Participants;

    /// <summary>Instruments, 1 to 200,000,000.</summary>
    public uint Instruments;
}
