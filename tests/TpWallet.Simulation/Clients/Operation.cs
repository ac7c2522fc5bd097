using TpWallet.Messages;

namespace TpWallet.Simulation.Clients;

/// <summary>One thing that a client wants done, under one request id, however often it has to ask.</summary>
internal sealed class Operation(Command command, ulong floor)
{
    public Command Command { get; } = command;

    /// <summary>The highest sequence that anybody had been answered when this was first sent: the effect must come later.</summary>
    public ulong Floor { get; } = floor;

    public int Attempts { get; set; }

    /// <summary>Attempts of which a node said that it did not sequence them.</summary>
    public int Refusals { get; set; }

    public bool IsOver { get; set; }

    public bool IsRead => Command.Kind is CommandKind.BalanceInquiry or CommandKind.StatusInquiry;
}
