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

        ResultCode.Approved or ResultCode.ApprovedPartially or ResultCode.Verified or ResultCode.NothingToReverse
            or ResultCode.ReversalNoted => ResultClass.Success,

        ResultCode.UnknownCommandKind or ResultCode.UnsupportedVersion or ResultCode.UnknownFlags or ResultCode.RequestIdMissing
            or ResultCode.ParticipantMissing or ResultCode.OriginalRequestIdInvalid or ResultCode.AccountMissing
            or ResultCode.SameAccount or ResultCode.AmountOutOfRange or ResultCode.UnknownCurrency or ResultCode.UnknownAccountKind
            or ResultCode.TableSizeOutOfRange or ResultCode.HoldOutOfRange or ResultCode.TimeOutOfRange or ResultCode.TierOutOfRange
            or ResultCode.RateOutOfRange or ResultCode.BasisPointsOutOfRange or ResultCode.UnknownStatus
            or ResultCode.UnknownInstrumentKind or ResultCode.InstrumentMissing or ResultCode.TermsOutOfRange or ResultCode.KindHasNoFee
            or ResultCode.NotLinkable or ResultCode.ChainTooLong or ResultCode.BusinessDateMissing
            or ResultCode.MerchantCategoryOutOfRange or ResultCode.RequestIdInFuture
            or ResultCode.HistoryMarkOutOfRange => ResultClass.Malformed,

        ResultCode.RequestIdConflict or ResultCode.AccountExistsWithOtherProperties or ResultCode.InstrumentBoundElsewhere => ResultClass.Conflict,

        ResultCode.InsufficientFunds or ResultCode.AmountLimitExceeded or ResultCode.CountLimitExceeded or ResultCode.PositionCapExceeded
            or ResultCode.AccountFrozen or ResultCode.InstrumentBlocked or ResultCode.AccountNotEmpty
            or ResultCode.InsufficientLiquidity => ResultClass.Declined,

        ResultCode.AccountsFull or ResultCode.AuthorizationsFull or ResultCode.DuplicatesFull or ResultCode.ParticipantsFull
            or ResultCode.InstrumentsFull or ResultCode.SettingsFull or ResultCode.ShuttingDown or ResultCode.DiskFull
            or ResultCode.HistoryUnavailable or ResultCode.HistoryBehind or ResultCode.NotPrimary => ResultClass.Transient,

        ResultCode.NotPermitted or ResultCode.UnknownParticipant or ResultCode.UnknownAccount or ResultCode.AccountKindNotAllowed
            or ResultCode.CurrencyMismatch or ResultCode.BalanceOverflow or ResultCode.UnknownAuthorization
            or ResultCode.AuthorizationCaptured or ResultCode.AuthorizationVoided or ResultCode.AuthorizationExpired
            or ResultCode.AmountExceedsAuthorization or ResultCode.UnknownRequest or ResultCode.OutsideWindow
            or ResultCode.GenesisOutOfPlace or ResultCode.AuthorizationReversed or ResultCode.ReversedBeforeArrival
            or ResultCode.RefundExceedsCaptured or ResultCode.NotCaptured or ResultCode.DisputeOpen or ResultCode.NoDispute
            or ResultCode.DeadlinePassed or ResultCode.UnknownQuote or ResultCode.QuoteUsed or ResultCode.QuoteExpired
            or ResultCode.ExceedsQuote or ResultCode.UnknownInstrument or ResultCode.InstrumentEnded or ResultCode.AccountClosed
            or ResultCode.BusinessDateNotLater or ResultCode.LinkedCommandFailed or ResultCode.ReversalTooLate
            or ResultCode.AmountNotLower => ResultClass.Terminal,
    };
}
