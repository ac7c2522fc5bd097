namespace TpWallet.Gateway.Iso8583;

/// <summary>What was out of the ordinary about a message.</summary>
public enum IsoIncidentKind
{
    /// <summary>It can't be read and can't be told apart, so it was not answered.</summary>
    Malformed,

    /// <summary>It can't be read, but could be answered with a format error.</summary>
    FormatError,

    /// <summary>It answers nothing that was asked, or tells of an original that isn't known.</summary>
    Unmatched,

    /// <summary>It has the key of an earlier message and says something else. A security event.</summary>
    Conflict,

    /// <summary>An advice that the switch refused, answered as accepted because the profile says so: somebody must look at it.</summary>
    AdviceNotCarriedOut,
}
