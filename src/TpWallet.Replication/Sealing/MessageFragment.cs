namespace TpWallet.Replication.Sealing;

/// <summary>Which part of which message some bytes are.</summary>
/// <param name="Message">Number of the message among those of its sender's run and stream; it may wrap.</param>
/// <param name="Offset">Where in the message they begin, bytes.</param>
/// <param name="MessageLength">Length of the whole message, bytes.</param>
internal readonly record struct MessageFragment(uint Message, int Offset, int MessageLength);
