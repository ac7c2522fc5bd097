using System.Net.Sockets;
using System.Text.Json;
using TpWallet.Server.CommandLine;

namespace TpWallet.Server.Operations;

/// <summary>The other end of <see cref="OperatorSocket"/>: asks a switch that runs on this machine, by its data folder.</summary>
internal static class OperatorClient
{
    /// <summary>Whether a switch runs on this data folder and answers.</summary>
    public static bool IsRunning(string data)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(OperatorSocket.PathIn(data)));
            return true;
        }
        catch (SocketException)
        {
            return false; // no socket, or a left-over that nobody listens on
        }
    }

    /// <summary>Asks, tells the progress, and gives the result.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="method">How to ask.</param>
    /// <param name="path">What for: a path of the socket's, from the slash on.</param>
    /// <param name="progress">Takes lines for a person.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <exception cref="CommandFailure">No switch runs there, or it could not do it.</exception>
    public static async Task<JsonElement> AskAsync(string data, HttpMethod method, string path, Action<string> progress,
        CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(data, cancellation) })
        {
            Timeout = Timeout.InfiniteTimeSpan, // an operation takes as long as it takes; it tells its progress
        };
        try
        {
            using var request = new HttpRequestMessage(method, new Uri($"http://switch{path}"));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.TryGetProperty("progress", out var step))
                {
                    progress(step.GetString()!);
                }
                else if (document.RootElement.TryGetProperty("error", out var error))
                {
                    throw new CommandFailure(ExitCodes.SwitchFailed, error.GetString()!);
                }
                else
                {
                    return document.RootElement.GetProperty("result").Clone();
                }
            }

            throw new CommandFailure(ExitCodes.OutcomeUnknown, "the switch ended before it said what came of it");
        }
        catch (IOException exception)
        {
            throw new CommandFailure(ExitCodes.OutcomeUnknown, $"the switch ended before it said what came of it: {exception.Message}", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no switch answers on the data folder {data}: {exception.Message}", exception);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string data, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(OperatorSocket.PathIn(data)), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
