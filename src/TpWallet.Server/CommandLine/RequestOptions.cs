using System.CommandLine;
using TpWallet.Messages;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>Options of a command that sends one request to a switch. One instance for each.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string> _target = CommonOptions.Target();

    private readonly Option<uint> _participant = Numbers.Option("--participant", "The participant on whose behalf", 1u, 1u, uint.MaxValue);

    private readonly Option<RequestId?> _requestId = new("--request-id")
    {
        Description = "The request's own UUID; the same one again never does it twice [default: a new one]",
        HelpName = "UUID",
        CustomParser = static result =>
        {
            if (RequestId.TryParse(result.Tokens[0].Value, out var id) && !id.IsNone)
            {
                return id;
            }

            result.AddError($"--request-id must be a UUID other than zero, not '{result.Tokens[0].Value}'");
            return null;
        },
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withParticipant">False for a command whose argument is the participant.</param>
    public void AddTo(Command command, bool withParticipant = true)
    {
        command.Add(_target);
        command.Add(_requestId);
        if (withParticipant)
        {
            command.Add(_participant);
        }
    }

    /// <summary>HOST:PORT of the switch.</summary>
    public string Target(CommandContext context) => context.Get(_target)!;

    /// <summary>The participant.</summary>
    public uint Participant(CommandContext context) => context.Get(_participant);

    /// <summary>The given request id, or a new one.</summary>
    public RequestId RequestIdOf(CommandContext context) => context.Get(_requestId) ?? RequestId.FromGuid(Guid.CreateVersion7());
}
