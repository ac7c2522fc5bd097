namespace TpWallet.Protocol.Iso8583;

/// <summary>What a profile says beyond formats: which messages there are, where to find what matters in them, how they are told apart.</summary>
public sealed class IsoRules
{
    private readonly Dictionary<string, IsoOperation> _operations;
    private readonly Dictionary<string, NetworkFunction> _functions;
    private readonly int[]?[] _required;

    internal IsoRules(
        Dictionary<Mti, int[]> messages, Dictionary<string, IsoOperation> operations, Dictionary<string, NetworkFunction> functions)
    {
        _operations = operations;
        _functions = functions;
        _required = new int[]?[100];
        foreach (var (mti, required) in messages)
        {
            _required[Place(mti)] = required;
        }

        Messages = [.. messages.Keys.OrderBy(static mti => mti.Digits)];
    }

    /// <summary>The messages that the switch takes, without their repeats.</summary>
    public IReadOnlyList<Mti> Messages { get; }

    /// <summary>The data elements that name a message together with its class; a repeat has the same.</summary>
    public required IReadOnlyList<int> DuplicateKey { get; init; }

    /// <summary>The data elements that an answer has as its request had them, ascending.</summary>
    public required IReadOnlyList<int> Echo { get; init; }

    /// <summary>Where the original's data stand: 90 (1987) or 56 (1993).</summary>
    public required int Original { get; init; }

    /// <summary>Where the merchant's category stands.</summary>
    public required int MerchantCategory { get; init; }

    /// <summary>Where the sender's reason code stands; 0: nowhere.</summary>
    public required int Reason { get; init; }

    /// <summary>Where an answer to totals says whether they agree (1 or 2), besides the response code; 0: nowhere.</summary>
    public required int SettlementCode { get; init; }

    /// <summary>Where the kind of network management stands.</summary>
    public required int NetworkCode { get; init; }

    /// <summary>Where in the point of service data (DE 22) it says how the card was read: first character and number of characters.</summary>
    public required (int Start, int Length) EntryMode { get; init; }

    /// <summary>Where a partial reversal says how much stays: 95 (the first 12 digits) or 4.</summary>
    public required int AmountThatStays { get; init; }

    /// <summary>When a reversal is partial.</summary>
    public required IsoCondition PartialReversal { get; init; }

    /// <summary>When an authorization adds to an earlier one.</summary>
    public required IsoCondition Increment { get; init; }

    /// <summary>When less than the amount may be approved.</summary>
    public required IsoCondition PartialApproval { get; init; }

    /// <summary>When further captures follow.</summary>
    public required IsoCondition MoreCapturesFollow { get; init; }

    /// <summary>When a payment was made in electronic commerce.</summary>
    public required IsoCondition Ecommerce { get; init; }

    /// <summary>How refused advices are answered.</summary>
    public required AdviceRule Advices { get; init; }

    /// <summary>Whether a cut-over begins the participant's next business date in the switch; otherwise it is only acknowledged.</summary>
    public required bool CutOverSetsBusinessDate { get; init; }

    /// <summary>Which data elements a message must have; false when the switch doesn't take it.</summary>
    public bool TryGetRequired(Mti mti, out ReadOnlySpan<int> required)
    {
        var first = mti.First;
        var found = first.Origin == 0 ? _required[Place(first)] : null;
        required = found;
        return found is not null;
    }

    /// <summary>What the first two digits of a processing code ask for.</summary>
    public IsoOperation OperationOf(ReadOnlySpan<char> code) =>
        _operations.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(code, out var operation) ? operation : IsoOperation.None;

    /// <summary>What a network management code asks for.</summary>
    public NetworkFunction FunctionOf(ReadOnlySpan<char> code) =>
        _functions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(code, out var function) ? function : NetworkFunction.None;

    /// <summary>The code of a network management function; null when the profile has none.</summary>
    public string? CodeOf(NetworkFunction function) => _functions.FirstOrDefault(pair => pair.Value == function).Key;

    private static int Place(Mti mti) => (mti.Class * 10) + mti.Function;
}
