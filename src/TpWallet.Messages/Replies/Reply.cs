using System.Runtime.InteropServices;

namespace TpWallet.Messages;

/// <summary>The answer to one command, 64 bytes, little-endian. Hot path: blittable, no padding.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct Reply
{
    /// <summary>Size of a reply, bytes.</summary>
    public const int Size = 64;

    /// <summary>The request id that is answered; of a status inquiry, the one asked about.</summary>
    [FieldOffset(0)] public RequestId RequestId;

    /// <summary>Position of the command in the journal, from 1; of a stored answer, that of the first.</summary>
    [FieldOffset(16)] public ulong Sequence;

    /// <summary>The time at which the command was applied, milliseconds since 1970-01-01 UTC.</summary>
    [FieldOffset(24)] public long TimeMs;

    /// <summary>The amount that was moved or held, minor units; of a balance inquiry, the posted balance. Zero unless approved.</summary>
    [FieldOffset(32)] public long Amount;

    /// <summary>What is available on the account afterwards, minor units. Zero unless approved or declined for funds.</summary>
    [FieldOffset(40)] public long Available;

    /// <summary>Approval code (ISO 8583 DE 38): six ASCII characters, first in the lowest byte, two zero bytes; 0 unless approved.</summary>
    [FieldOffset(48)] public ulong ApprovalCode;

    /// <summary>The outcome.</summary>
    [FieldOffset(56)] public ResultCode Result;

    /// <summary>The outcome's class, as <see cref="ResultCodes.Classify"/> says.</summary>
    [FieldOffset(58)] public ResultClass Class;

    /// <summary>Modifiers.</summary>
    [FieldOffset(59)] public ReplyFlags Flags;

    /// <summary>Currency of the amounts.</summary>
    [FieldOffset(60)] public Currency Currency;

    /// <summary>The rule or limit that decided, 0: none.</summary>
    [FieldOffset(62)] public ushort Rule;
}
