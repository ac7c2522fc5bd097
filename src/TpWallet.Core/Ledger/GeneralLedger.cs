using TpWallet.Core.Accounts;
using TpWallet.Core.Memory;
using TpWallet.Core.Positions;
using TpWallet.Messages;

namespace TpWallet.Core.Ledger;

/// <summary>
/// The accounts, and the only four ways in which money moves between them. Every movement changes both sides by the same amount, so
/// debits equal credits, pending and posted, in every currency after every command. The caller has checked floors and room: effects can't fail.
/// </summary>
internal sealed class GeneralLedger(uint capacity, ulong seed, KeyedTable<uint, Position> positions) : IDisposable
{
    /// <summary>The most movements that one command, one chain or one tick makes.</summary>
    public const int PostingsMax = 512;

    private readonly Posting[] _postings = new Posting[PostingsMax];
    private int _postingCount;

    public KeyedTable<ulong, Account> Accounts { get; } = new(capacity, seed);

    /// <summary>The movements of the present command, or of the present chain.</summary>
    public ReadOnlySpan<Posting> Postings => _postings.AsSpan(0, _postingCount);

    /// <summary>Takes back the movements of a chain that was undone.</summary>
    public void ForgetPostings() => _postingCount = 0;

    public void BeginCommand() => _postingCount = 0;

    public void Hold(in Movement movement)
    {
        Accounts.Modify(movement.Debit).DebitsPending += movement.Amount;
        Accounts.Modify(movement.Credit).CreditsPending += movement.Amount;
        PositionBook.Hold(positions, Accounts[movement.Debit], Accounts[movement.Credit], movement.Amount);
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
        AddToPosted(movement);
        Record(PostingKind.PostHeld, movement);
    }

    public void Post(in Movement movement)
    {
        AddToPosted(movement);
        Record(PostingKind.Post, movement);
    }

    public void Dispose() => Accounts.Dispose();

    private void AddToPosted(in Movement movement)
    {
        ref var debit = ref Accounts.Modify(movement.Debit);
        ref var credit = ref Accounts.Modify(movement.Credit);
        debit.DebitsPosted += movement.Amount;
        credit.CreditsPosted += movement.Amount;
        PositionBook.Post(positions, debit, credit, movement.Amount);
    }

    private void TakeFromPending(in Movement movement)
    {
        ref var debit = ref Accounts.Modify(movement.Debit);
        ref var credit = ref Accounts.Modify(movement.Credit);
        if (debit.DebitsPending < movement.Amount || credit.CreditsPending < movement.Amount)
        {
            throw new InvalidOperationException("More would be taken from holds than is held: the core's state is broken.");
        }

        debit.DebitsPending -= movement.Amount;
        credit.CreditsPending -= movement.Amount;
        PositionBook.Hold(positions, debit, credit, -movement.Amount);
    }

    private void Record(PostingKind kind, in Movement movement)
    {
        ref readonly var debit = ref Accounts[movement.Debit];
        ref var posting = ref _postings[_postingCount++];
        posting.Sequence = movement.Sequence;
        posting.TimeMs = movement.TimeMs;
        posting.DebitAccount = debit.Number;
        posting.CreditAccount = Accounts[movement.Credit].Number;
        posting.Amount = movement.Amount;
        posting.Currency = debit.Currency;
        posting.Kind = kind;
        posting.Reference = movement.Reference;
    }
}
