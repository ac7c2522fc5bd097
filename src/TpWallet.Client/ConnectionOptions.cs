using TpWallet.Protocol.Binary;

namespace TpWallet.Client;

/// <summary>Where to connect, and as whom.</summary>
public record ConnectionOptions
{
    /// <summary>Host name or address of the switch. Default: 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port of the binary protocol, 1 to 65,535. Default: 7400.</summary>
    public int Port { get; init; } = BinaryProtocol.DefaultPort;

    /// <summary>With whose authority to speak. Default: an acquirer.</summary>
    public SessionRole Role { get; init; } = SessionRole.Acquirer;

    /// <summary>The acquirer's participant number, 1 or more; 0 for an operator. Has no default for an acquirer.</summary>
    public uint Participant { get; init; }

    /// <summary>How many requests to ask to have unanswered, 1 to 65,536; the switch may grant fewer. Default: 1,024.</summary>
    public uint Window { get; init; } = BinaryProtocol.WindowDefault;

    /// <summary>
    /// How long connecting and signing on together may take; with <see cref="ClientOptions.Members"/>, finding the primary for the first time.
    /// Default: 5 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of all timeouts and deadlines. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Throws an <see cref="ArgumentException"/> that names the option that is wrong.</summary>
    internal virtual void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Host);
        ArgumentOutOfRangeException.ThrowIfLessThan(Port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        RequirePositive(ConnectTimeout, nameof(ConnectTimeout));
        var fault = new SignOn(Role, Participant, Window).Check();
        if (!fault.IsNone)
        {
            throw new ArgumentException($"{ProtocolErrors.TextOf(fault.Code)}: {fault.Detail}");
        }
    }

    private protected static void RequirePositive(TimeSpan value, string option) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, option);
}
