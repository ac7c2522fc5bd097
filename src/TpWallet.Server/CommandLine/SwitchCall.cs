using System.Net.Sockets;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.CommandLine;

/// <summary>Sends one request to a switch and waits for its answer.</summary>
internal static class SwitchCall
{
    // A lost connection is made again, and the same request asked again, for so long.
    private static readonly TimeSpan ResolveTime = TimeSpan.FromSeconds(10);

    /// <summary>Sends the command in a session of its own. An answer that got lost on the way is asked for again.</summary>
    /// <exception cref="CommandFailure">No connection, or no answer; the message then says how to repeat the request safely.</exception>
    public static async Task<Reply> SendAsync(string target, SessionRole role, Command command, CancellationToken cancellationToken)
    {
        var switchTarget = await SwitchTarget.ReadAsync(target, cancellationToken).ConfigureAwait(false);
        try
        {
            var options = switchTarget.Options(role, command.Participant, window: 1);
            var client = await AcquirerClient.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                return await SendAsync(client, command, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException or ProtocolException)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no session on {target}: {exception.Message}", exception);
        }
    }

    private static async Task<Reply> SendAsync(AcquirerClient client, Command command, CancellationToken cancellationToken)
    {
        var outcome = await client.SendAsync(command, cancellationToken).ConfigureAwait(false);
        if (outcome.Kind == OutcomeKind.OutcomeUnknown)
        {
            outcome = await client.ResolveAsync(command, ResolveTime, cancellationToken).ConfigureAwait(false);
        }

        return outcome.Kind switch
        {
            OutcomeKind.Answered => outcome.Reply,
            OutcomeKind.NotSent => throw new CommandFailure(ExitCodes.CannotConnect,
                $"the request was not sent ({outcome.Reason}) and has no effect"),
            OutcomeKind.OutcomeUnknown => throw new CommandFailure(
                ExitCodes.OutcomeUnknown,
                $"outcome unknown ({outcome.Reason}): repeat the same command with --request-id {command.RequestId}; it is never done twice"),
        };
    }
}
