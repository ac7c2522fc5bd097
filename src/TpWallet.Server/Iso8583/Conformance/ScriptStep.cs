using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>One step of a case.</summary>
/// <param name="Line">Where it stands in its file, from 1.</param>
internal abstract record ScriptStep(int Line)
{
    /// <summary>Opens another connection, on which the following steps go on.</summary>
    internal sealed record Connect(int Line) : ScriptStep(Line);

    /// <summary>Sends a network management message and expects it to be accepted.</summary>
    internal sealed record Manage(int Line, NetworkFunction Function) : ScriptStep(Line);

    /// <summary>Sends a message.</summary>
    internal sealed record Send(int Line, Mti Type, string Name, Dictionary<int, string> Fields) : ScriptStep(Line);

    /// <summary>Sends a message again that was sent before, perhaps with another type.</summary>
    internal sealed record Resend(int Line, string Name, Mti? Type) : ScriptStep(Line);

    /// <summary>Sends bytes.</summary>
    internal sealed record Raw(int Line, byte[] Bytes) : ScriptStep(Line);

    /// <summary>Expects the answer to the oldest message that has none yet.</summary>
    internal sealed record Expect(int Line, Mti Type, Dictionary<int, string> Fields) : ScriptStep(Line);

    /// <summary>Expects the answer that the named message got before, to the byte.</summary>
    internal sealed record ExpectSame(int Line, string Name) : ScriptStep(Line);

    /// <summary>Expects that the switch closes the connection.</summary>
    internal sealed record ExpectClose(int Line) : ScriptStep(Line);
}
