using TpWallet.Protocol.Binary;

namespace TpWallet.Client;

/// <summary>The protocol was broken, or the switch ended the session with an error frame.</summary>
public sealed class ProtocolException : Exception
{
    internal ProtocolException(ProtocolFault fault, string message, bool fromSwitch)
        : base(message)
    {
        Fault = fault;
        FromSwitch = fromSwitch;
    }

    /// <summary>What is wrong: the error code and the offending number.</summary>
    public ProtocolFault Fault { get; }

    /// <summary>True when the switch said so in an error frame; false when this side found the fault in what the switch sent.</summary>
    public bool FromSwitch { get; }

    /// <summary>Where the primary is, when a member of a group said that it isn't itself and knows; otherwise null.</summary>
    public SwitchAddress? Primary { get; private init; }

    /// <summary>True when connecting again with the same options can only meet the same refusal.</summary>
    public bool IsPermanent => Fault.Code is ProtocolErrorCode.BadMagic or ProtocolErrorCode.UnsupportedVersion or ProtocolErrorCode.UnknownRole
        or ProtocolErrorCode.ParticipantInvalid or ProtocolErrorCode.WindowOutOfRange or ProtocolErrorCode.CredentialRefused;

    internal static ProtocolException Received(in ErrorFrame error) =>
        new(new(error.Code, error.Detail), InWords(error), fromSwitch: true)
        {
            Primary = error.Primary,
        };

    /// <summary>A reply said that the switch takes nothing any more.</summary>
    internal static ProtocolException TurnedAway() =>
        new(new(ProtocolErrorCode.NotPrimary, 0), "The switch takes no more requests: another member of its group is primary, or will be.",
            fromSwitch: true);

    internal static ProtocolException Found(ProtocolFault fault) =>
        new(fault, $"The switch broke the protocol: {ProtocolErrors.TextOf(fault.Code)} (error {(ushort)fault.Code}, detail "
            + $"{fault.Detail}).", fromSwitch: false);

    internal static ProtocolException Unexpected(FrameType type) => Found(new(ProtocolErrorCode.UnexpectedFrame, (uint)type));

    private static string InWords(in ErrorFrame error) => error switch
    {
        { Primary: { } primary } => $"The switch is not the primary of its group: {primary} is.",
        { Code: ProtocolErrorCode.NotPrimary } => "The switch is not the primary of its group, and names none.",
        _ => $"The switch ended the session: {error.Text} (error {(ushort)error.Code}, detail {error.Detail}).",
    };
}
