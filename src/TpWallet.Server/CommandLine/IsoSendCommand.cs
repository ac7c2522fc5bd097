using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet iso send</c>: sends one message and shows it and its answer.</summary>
internal static class IsoSendCommand
{
    private static readonly Argument<string> Type = new("MTI") { Description = "The message type, such as 0100" };

    private static readonly Option<string[]> Fields = new("--field", "-f")
    {
        Description = "A data element, such as 4=000000001000; binary ones as hexadecimal digits. 7 and 11 are filled in",
        HelpName = "DE=VALUE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<bool> NoSignOn = new("--no-sign-on") { Description = "Don't sign on before" };

    private static readonly Option<int> Timeout = Numbers.Option("--timeout", "Seconds to wait for the answer", 10, 1, 600);

    /// <summary>The command.</summary>
    public static Command Create(Option<string> profile, Option<string> connect)
    {
        var command = new Command("send", "Sign on, send one message and show it and its answer. Ends with 5 when the answer is no.")
        {
            Type, connect, profile, Fields, NoSignOn, Timeout, IsoCommand.Unmasked,
        };
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            var target = context.Get(connect)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(context.Get(Timeout)));
            try
            {
                return await RunAsync(context, target, limit.Token).ConfigureAwait(false);
            }
            catch (FormatException exception)
            {
                throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                throw new CommandFailure(ExitCodes.CannotConnect, $"no answer from {target}: {exception.Message}", exception);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CommandFailure(ExitCodes.OutcomeUnknown, $"no answer from {target} in time; the message may have been taken");
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string target, CancellationToken cancellationToken)
    {
        var profile = IsoCommand.ProfileOf(context);
        var request = MessageOf(context, profile).ToFrame(profile);
        var endpoint = await TargetAddress.ResolveAsync(target, cancellationToken).ConfigureAwait(false);
        using var connection = await IsoConnection.ConnectAsync(endpoint, profile, cancellationToken).ConfigureAwait(false);
        if (!context.Get(NoSignOn))
        {
            var code = await connection.SignOnAsync(cancellationToken).ConfigureAwait(false);
            if (code is null || !profile.ResponseCodes.Approvals.Contains(code))
            {
                throw new CommandFailure(ExitCodes.CannotConnect, $"the sign-on was answered '{code}'");
            }
        }

        await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFailure(ExitCodes.OutcomeUnknown, "the switch closed the connection without an answer");
        return Show(context, profile, request, answer);
    }

    private static int Show(CommandContext context, IsoProfile profile, byte[] request, byte[] answer)
    {
        var unmasked = context.Get(IsoCommand.Unmasked);
        profile.Framing.TryUnwrap(request, out var sent);
        profile.Framing.TryUnwrap(answer, out var received);
        if (context.Json)
        {
            context.WriteJson(new { request = MaskedDump.Json(profile, sent, unmasked), answer = MaskedDump.Json(profile, received, unmasked) });
        }
        else
        {
            MaskedDump.Write(context, "sent", profile, sent, unmasked);
            MaskedDump.Write(context, "received", profile, received, unmasked);
        }

        var code = MessageText.Read(profile, received, out _).Fields.GetValueOrDefault(IsoResponseCodes.Field, "");
        return profile.ResponseCodes.Approvals.Contains(code) ? ExitCodes.Success : ExitCodes.Declined;
    }

    private static MessageText MessageOf(CommandContext context, IsoProfile profile)
    {
        if (!Mti.TryParse(context.Get(Type), out var type))
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{context.Get(Type)}' is not a message type of four digits");
        }

        var message = new MessageText(type, []);
        foreach (var text in context.Get(Fields)!)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !int.TryParse(text.AsSpan(0, equals), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw new CommandFailure(ExitCodes.Usage, "--field must be NUMBER=VALUE, such as 4=000000001000");
            }

            message.Fields[number] = text[(equals + 1)..];
        }

        ManagementMessage.FillIn(profile, message.Fields, Random.Shared.Next(1, 1_000_000));
        return message;
    }
}
