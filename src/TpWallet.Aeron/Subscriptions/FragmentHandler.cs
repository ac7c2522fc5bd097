namespace TpWallet.Aeron.Subscriptions;

/// <summary>Takes one fragment of a message, or a whole one that was not fragmented.</summary>
/// <param name="payload">Its bytes, valid until the handler returns.</param>
/// <param name="header">Where it came from.</param>
public delegate void FragmentHandler(ReadOnlySpan<byte> payload, in FragmentHeader header);
