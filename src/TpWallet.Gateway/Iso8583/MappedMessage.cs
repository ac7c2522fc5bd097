using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>A message as a command of the switch, or why it is none.</summary>
internal struct MappedMessage
{
    public Command Command;

    /// <summary>What the gateway answers when it is no command.</summary>
    public EdgeAnswer Refusal;

    /// <summary>The data element that is not as it should be, when that is why.</summary>
    public int FaultField;

    /// <summary>What is kept of its card number.</summary>
    public MaskedCard Card;

    /// <summary>Of a reversal: whether its original moved money, as far as it tells.</summary>
    public bool ReversesMoney;
}
