namespace TpWallet.Persistence.Journal;

/// <summary>The truth table of recovery; JOURNAL.md shows the same with the reasons.</summary>
internal static class RecoveryDecision
{
    public static JournalVerdict Of(TailState tail, MarkState mark) => (tail, mark) switch
    {
        (TailState.Empty, MarkState.Reached) => JournalVerdict.Clean,
        (TailState.Empty, MarkState.Ahead) => JournalVerdict.Damage,
        (TailState.Empty, MarkState.Unreadable) => JournalVerdict.Damage,
        (TailState.Fragment, MarkState.Reached) => JournalVerdict.TornTail,
        (TailState.Fragment, MarkState.Ahead) => JournalVerdict.Damage,
        (TailState.Fragment, MarkState.Unreadable) => JournalVerdict.Damage,
        (TailState.Scattered, MarkState.Reached) => JournalVerdict.Damage,
        (TailState.Scattered, MarkState.Ahead) => JournalVerdict.Damage,
        (TailState.Scattered, MarkState.Unreadable) => JournalVerdict.Damage,
        (TailState.GoodBatch, MarkState.Reached) => JournalVerdict.Damage,
        (TailState.GoodBatch, MarkState.Ahead) => JournalVerdict.Damage,
        (TailState.GoodBatch, MarkState.Unreadable) => JournalVerdict.Damage,
    };
}
