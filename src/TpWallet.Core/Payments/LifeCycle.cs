using TpWallet.Messages;

namespace TpWallet.Core.Payments;

/// <summary>
/// The life cycle of payments, disputes and quotes as one table: what each message does in each state. The code asks it before it acts and is
/// held to it when it changes a state; the README prints it; the tests walk it.
/// </summary>
public static class LifeCycle
{
    /// <summary>What may be sent about an earlier request, and the deadline that may pass, in the order of the table's columns.</summary>
    public static ReadOnlySpan<CommandKind> Columns => Kinds;

    private static readonly CommandKind[] Kinds =
    [
        CommandKind.Authorize, CommandKind.IncrementAuthorization, CommandKind.Capture, CommandKind.Void, CommandKind.Reversal, CommandKind.Refund,
        CommandKind.Chargeback, CommandKind.Representment, CommandKind.ResolveForMerchant, CommandKind.ResolveForPayer,
        CommandKind.OpenQuote, CommandKind.Exchange, CommandKind.Tick,
    ];

    // Read a line as: in this state, this message is refused with a code, or leads to one of these states.
    private static readonly Rule[] Rules =
    [
        new(PaymentState.Unknown, CommandKind.Authorize, PaymentState.Held, PaymentState.Captured),
        new(PaymentState.Unknown, CommandKind.Reversal, PaymentState.ReversedBeforeArrival),

        new(PaymentState.Held, CommandKind.IncrementAuthorization, PaymentState.Held),
        new(PaymentState.Held, CommandKind.Capture, PaymentState.PartlyCaptured, PaymentState.Captured),
        new(PaymentState.Held, CommandKind.Void, PaymentState.Voided),
        new(PaymentState.Held, CommandKind.Reversal, PaymentState.Reversed, PaymentState.Held),
        new(PaymentState.Held, CommandKind.Tick, PaymentState.Expired),

        new(PaymentState.PartlyCaptured, CommandKind.IncrementAuthorization, PaymentState.PartlyCaptured),
        new(PaymentState.PartlyCaptured, CommandKind.Capture, PaymentState.PartlyCaptured, PaymentState.Captured),
        new(PaymentState.PartlyCaptured, CommandKind.Void, PaymentState.Captured),
        new(PaymentState.PartlyCaptured, CommandKind.Reversal, PaymentState.Captured, PaymentState.PartlyCaptured),
        new(PaymentState.PartlyCaptured, CommandKind.Refund, PaymentState.PartlyCaptured),
        new(PaymentState.PartlyCaptured, CommandKind.Tick, PaymentState.Captured),

        new(PaymentState.Captured, CommandKind.Reversal, PaymentState.Reversed, PaymentState.Captured),
        new(PaymentState.Captured, CommandKind.Refund, PaymentState.Captured),
        new(PaymentState.Captured, CommandKind.Chargeback, PaymentState.ChargedBack),

        new(PaymentState.Voided, CommandKind.Reversal, PaymentState.Voided),
        new(PaymentState.Expired, CommandKind.Reversal, PaymentState.Expired),
        new(PaymentState.Reversed, CommandKind.Reversal, PaymentState.Reversed),
        new(PaymentState.ReversedBeforeArrival, CommandKind.Reversal, PaymentState.ReversedBeforeArrival),

        new(PaymentState.ChargedBack, CommandKind.Representment, PaymentState.Represented),
        new(PaymentState.ChargedBack, CommandKind.ResolveForMerchant, PaymentState.ResolvedForMerchant),
        new(PaymentState.ChargedBack, CommandKind.ResolveForPayer, PaymentState.ResolvedForPayer),
        new(PaymentState.ChargedBack, CommandKind.Tick, PaymentState.ResolvedForPayer),

        new(PaymentState.Represented, CommandKind.ResolveForMerchant, PaymentState.ResolvedForMerchant),
        new(PaymentState.Represented, CommandKind.ResolveForPayer, PaymentState.ResolvedForPayer),
        new(PaymentState.Represented, CommandKind.Tick, PaymentState.ResolvedForMerchant),

        new(PaymentState.ResolvedForMerchant, CommandKind.Refund, PaymentState.ResolvedForMerchant),

        new(PaymentState.Unknown, CommandKind.OpenQuote, PaymentState.Quoted),
        new(PaymentState.Quoted, CommandKind.Exchange, PaymentState.QuoteUsed),
        new(PaymentState.Quoted, CommandKind.Tick, PaymentState.QuoteExpired),
    ];

    private static readonly ushort[] Allowed = Tabulate();

    /// <summary>The states to which a message may lead; none when it is refused.</summary>
    public static IEnumerable<PaymentState> Next(PaymentState state, CommandKind message)
    {
        var allowed = AllowedStates(state, message);
        return Enum.GetValues<PaymentState>().Where(next => (allowed & (1 << (int)next)) != 0);
    }

    /// <summary>Why a message is refused in a state, or <see cref="ResultCode.None"/> when it isn't.</summary>
    public static ResultCode Refusal(PaymentState state, CommandKind message)
    {
        if (AllowedStates(state, message) != 0)
        {
            return ResultCode.None;
        }

        return message switch
        {
            CommandKind.Authorize or CommandKind.Purchase or CommandKind.OpenQuote => ResultCode.ReversedBeforeArrival,
            CommandKind.Representment or CommandKind.ResolveForMerchant or CommandKind.ResolveForPayer => NoDisputeRefusal(state),
            CommandKind.Exchange => QuoteRefusal(state),
            CommandKind.Refund or CommandKind.Chargeback => SecondPhaseRefusal(state, ResultCode.NotCaptured),
            _ => SecondPhaseRefusal(state, ResultCode.UnknownAuthorization),
        };
    }

    /// <summary>Holds the code to the table.</summary>
    /// <exception cref="InvalidOperationException">The change is not in the table.</exception>
    internal static void Require(PaymentState from, CommandKind message, PaymentState to)
    {
        if ((AllowedStates(from, message) & (1 << (int)to)) == 0)
        {
            throw new InvalidOperationException($"{message} would lead from {from} to {to}, which the life cycle does not know.");
        }
    }

    private static ResultCode NoDisputeRefusal(PaymentState state) =>
        state == PaymentState.Unknown ? ResultCode.UnknownAuthorization : ResultCode.NoDispute;

    private static ResultCode QuoteRefusal(PaymentState state) => state switch
    {
        PaymentState.QuoteUsed => ResultCode.QuoteUsed,
        PaymentState.QuoteExpired => ResultCode.QuoteExpired,
        _ => ResultCode.UnknownQuote,
    };

    private static ResultCode SecondPhaseRefusal(PaymentState state, ResultCode nothingCaptured) => state switch
    {
        PaymentState.Unknown or PaymentState.Quoted or PaymentState.QuoteUsed or PaymentState.QuoteExpired => ResultCode.UnknownAuthorization,
        PaymentState.Held or PaymentState.PartlyCaptured => nothingCaptured,
        PaymentState.Captured => ResultCode.AuthorizationCaptured,
        PaymentState.Voided => ResultCode.AuthorizationVoided,
        PaymentState.Expired => ResultCode.AuthorizationExpired,
        PaymentState.Reversed or PaymentState.ReversedBeforeArrival => ResultCode.AuthorizationReversed,
        PaymentState.ChargedBack or PaymentState.Represented or PaymentState.ResolvedForMerchant or PaymentState.ResolvedForPayer =>
            ResultCode.DisputeOpen,
    };

    private static ushort AllowedStates(PaymentState state, CommandKind message)
    {
        var column = message == CommandKind.Purchase ? CommandKind.Authorize : message;
        return Allowed[(int)state * (byte.MaxValue + 1) + (int)column];
    }

    private static ushort[] Tabulate()
    {
        var allowed = new ushort[((int)PaymentState.QuoteExpired + 1) * (byte.MaxValue + 1)];
        foreach (var rule in Rules)
        {
            foreach (var next in rule.Next)
            {
                allowed[(int)rule.State * (byte.MaxValue + 1) + (int)rule.Message] |= (ushort)(1 << (int)next);
            }
        }

        return allowed;
    }

    private sealed record Rule(PaymentState State, CommandKind Message, params PaymentState[] Next);
}
