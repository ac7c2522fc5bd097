using TpWallet.Messages;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Gateway.Iso8583;

/// <summary>Reads a message and makes a command of it, if it is one. Hot path.</summary>
internal sealed class MessageReading(IsoLink link)
{
    private const int NetworkManagement = 8;
    private const int TraceNumber = 11;
    private const int Reference = 37;
    private const int Terminal = 41;

    private readonly CommandMapping _mapping = new(link);
    private IsoFault _fault;

    /// <summary>What is wrong with the message that was read last.</summary>
    public IsoFault Fault => _fault;

    /// <summary>Whether a message tells enough for its sender to recognise the answer.</summary>
    public static bool IsMatchable(in IsoMessage message) =>
        message.Mti.AsksForAnswer && message.Has(TraceNumber) && (message.Has(Reference) || message.Has(Terminal) || message.Mti.Class > 4);

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="now">What time it is, UTC.</param>
    /// <param name="found">The original that a search by reference found; null when there was no search.</param>
    /// <param name="message">What was read.</param>
    /// <param name="mapped">The command, or why there is none.</param>
    /// <returns>Refused for whatever is no payment, or is not as it should be: see <see cref="Fault"/>.</returns>
    public MappingOutcome TryRead(ReadOnlySpan<byte> bytes, DateTime now, ReferenceAnswer? found, out IsoMessage message, out MappedMessage mapped)
    {
        mapped = new MappedMessage { Refusal = EdgeAnswer.NotSupported };
        if (!IsoDecoder.TryRead(link.Profile, bytes, out message, out _fault)
            || !link.Profile.Rules.TryGetRequired(message.Mti, out var required))
        {
            return MappingOutcome.Refused;
        }

        foreach (var field in required)
        {
            if (!message.Has(field))
            {
                _fault = new IsoFault(IsoFaultCode.Missing, field, bytes.Length);
                return MappingOutcome.Refused;
            }
        }

        var outcome = message.Mti.Class switch
        {
            1 or 2 or 4 => _mapping.Map(message, now, found, out mapped),
            NetworkManagement => MapCutOver(message, now, ref mapped),
            _ => MappingOutcome.Refused,
        };
        if (outcome == MappingOutcome.Refused && mapped.Refusal == EdgeAnswer.FormatError)
        {
            _fault = new IsoFault(IsoFaultCode.BadContent, mapped.FaultField, bytes.Length);
        }

        return outcome;
    }

    /// <summary>A cut-over that begins the participant's next business date: an operator's act, and an operator's profile allows it.</summary>
    private MappingOutcome MapCutOver(in IsoMessage message, DateTime now, ref MappedMessage mapped)
    {
        if (!link.Profile.Rules.CutOverSetsBusinessDate || EdgeMessages.FunctionOf(message) != NetworkFunction.CutOver
            || !EdgeMessages.TryReadNextDate(link, message, out var date) || date <= link.BusinessDate
            || !MessageKey.TryDerive(message, now, out var id))
        {
            return MappingOutcome.Refused;
        }

        mapped.Command = new Command
        {
            Kind = CommandKind.SetBusinessDate,
            Version = Command.CurrentVersion,
            Flags = CommandFlags.Operator,
            Participant = link.Options.Participant,
            RequestId = id,
            BusinessDate = date,
        };
        return MappingOutcome.Command;
    }
}
