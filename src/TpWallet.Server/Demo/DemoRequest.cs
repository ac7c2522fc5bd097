using TpWallet.Messages;

namespace TpWallet.Server.Demo;

/// <summary>A command with what its sender has to know to judge the answer.</summary>
/// <param name="Command">What is sent.</param>
/// <param name="Intent">Why.</param>
/// <param name="Number">Number in the terminal's <see cref="AnswerBook"/>: its own or, of a repeat, that of the first.</param>
/// <param name="Payer">The account that pays.</param>
/// <param name="Payee">The account that is paid.</param>
/// <param name="Held">Of a capture or void: what the authorization holds, minor units.</param>
internal readonly record struct DemoRequest(Command Command, DemoIntent Intent, int Number, ulong Payer, ulong Payee, long Held);
