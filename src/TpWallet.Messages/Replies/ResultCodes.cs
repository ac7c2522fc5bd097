namespace TpWallet.Messages;

/// <summary>The classification of result codes.</summary>
public static class ResultCodes
{
    /// <summary>
    /// The class of a code. Exhaustive: a code that is added to <see cref="ResultCode"/> and not here fails the build (CS8509).
    /// </summary>
    public static ResultClass Classify(ResultCode code) => code switch
    {
        ResultCode.None => ResultClass.None,

        ResultCode.Approved => ResultClass.Success,

        ResultCode.UnknownCommandKind or ResultCode.UnsupportedVersion or ResultCode.UnknownFlags or ResultCode.RequestIdMissing
            or ResultCode.ParticipantMissing or ResultCode.OriginalRequestIdInvalid or ResultCode.AccountMissing or ResultCode.SameAccount
            or ResultCode.AmountOutOfRange or ResultCode.UnknownCurrency or ResultCode.UnknownAccountKind or ResultCode.TableSizeOutOfRange
            or ResultCode.HoldOutOfRange or ResultCode.TimeOutOfRange => ResultClass.Malformed,

        ResultCode.RequestIdConflict or ResultCode.AccountExistsWithOtherProperties => ResultClass.Conflict,

        ResultCode.InsufficientFunds => ResultClass.Declined,

        ResultCode.AccountsFull or ResultCode.AuthorizationsFull or ResultCode.DuplicatesFull or ResultCode.ParticipantsFull
            or ResultCode.ShuttingDown => ResultClass.Transient,

        ResultCode.NotPermitted or ResultCode.UnknownParticipant or ResultCode.UnknownAccount or ResultCode.AccountKindNotAllowed
            or ResultCode.CurrencyMismatch or ResultCode.BalanceOverflow or ResultCode.UnknownAuthorization or ResultCode.AuthorizationCaptured
            or ResultCode.AuthorizationVoided or ResultCode.AuthorizationExpired or ResultCode.AmountExceedsAuthorization
            or ResultCode.UnknownRequest or ResultCode.OutsideWindow or ResultCode.GenesisOutOfPlace => ResultClass.Terminal,
    };
}
