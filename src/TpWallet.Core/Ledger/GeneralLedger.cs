using TpWallet.Core.Accounts;
using TpWallet.Core.Memory;

namespace TpWallet.Core.Ledger;

/// <summary>
/// The accounts, and the only four ways in which money moves between them. Every movement changes both sides by the same amount, so
/// debits equal credits, pending and posted, in every currency after every command. The caller has checked floors and room: effects can't fail.
/// </summary>
internal sealed class GeneralLedger(uint capacity, ulong seed) : IDisposable
{
    /// <summary>The most movements that one command makes.</summary>
    public const int PostingsMax = 8;

    private readonly Posting[] _postings = new Posting[PostingsMax];
    private int _postingCount;

    public KeyedTable<ulong, Account> Accounts { get; } = new(capacity, seed);

    /// <summary>The movements of the present command.</summary>
    public ReadOnlySpan<Posting> Postings => _postings.AsSpan(0, _postingCount);

    public void BeginCommand() => _postingCount = 0;

    public void Hold(in Movement movement)
    {
        Accounts[movement.Debit].DebitsPending += movement.Amount;
        Accounts[movement.Credit].CreditsPending += movement.Amount;
        Record(PostingKind.Hold, movement);
    }

    public void Release(in Movement movement)
    {
        TakeFromPending(movement);
        Record(PostingKind.Release, movement);
    }

    public void PostHeld(in Movement movement)
    {
        TakeFromPending(movement);
        Accounts[movement.Debit].DebitsPosted += movement.Amount;
        Accounts[movement.Credit].CreditsPosted += movement.Amount;
        Record(PostingKind.PostHeld, movement);
    }

    public void Post(in Movement movement)
    {
        Accounts[movement.Debit].DebitsPosted += movement.Amount;
        Accounts[movement.Credit].CreditsPosted += movement.Amount;
        Record(PostingKind.Post, movement);
    }

    public void Dispose() => Accounts.Dispose();

    private void TakeFromPending(in Movement movement)
    {
        ref var debit = ref Accounts[movement.Debit];
        ref var credit = ref Accounts[movement.Credit];
        if (debit.DebitsPending < movement.Amount || credit.CreditsPending < movement.Amount)
        {
            throw new InvalidOperationException("More would be taken from holds than is held: the core's state is broken.");
        }

        debit.DebitsPending -= movement.Amount;
        credit.CreditsPending -= movement.Amount;
    }

    private void Record(PostingKind kind, in Movement movement)
    {
        ref readonly var debit = ref Accounts[movement.Debit];
        _postings[_postingCount++] = new Posting
        {
            Sequence = movement.Sequence,
            TimeMs = movement.TimeMs,
            DebitAccount = debit.Number,
            CreditAccount = Accounts[movement.Credit].Number,
            Amount = movement.Amount,
            Currency = debit.Currency,
            Kind = kind,
            Reference = movement.Reference,
        };
    }
}
