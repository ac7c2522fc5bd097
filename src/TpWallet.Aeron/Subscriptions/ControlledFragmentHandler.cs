namespace TpWallet.Aeron.Subscriptions;

/// <summary>Takes one fragment of a message and says how polling goes on.</summary>
/// <param name="payload">Its bytes, valid until the handler returns.</param>
/// <param name="header">Where it came from.</param>
public delegate ControlledPollAction ControlledFragmentHandler(ReadOnlySpan<byte> payload, in FragmentHeader header);
