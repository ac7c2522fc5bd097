namespace TpWallet.Server.Demo;

/// <summary>What all terminals write into.</summary>
/// <param name="Expected">What the accounts must hold.</param>
/// <param name="Proof">What was found wrong.</param>
/// <param name="Watch">When answers came; null: that isn't of interest.</param>
internal sealed record DemoLedgers(ExpectedLedger Expected, DemoProof Proof, AnswerWatch? Watch = null);
