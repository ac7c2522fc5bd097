namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>One case of a script.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="File">Where it stands.</param>
/// <param name="Steps">What is sent and expected.</param>
internal sealed record ScriptCase(string Name, string File, IReadOnlyList<ScriptStep> Steps);
