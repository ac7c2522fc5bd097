using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>One case being run: its connections, what it sent, what it got.</summary>
internal sealed class CaseRun(IPEndPoint endpoint, IsoProfile profile, TestWorld world, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<IsoConnection> _connections = [];
    private readonly Dictionary<string, byte[]> _answers = [];
    private readonly Queue<string> _unanswered = new();
    private readonly ScriptVariables _variables = new(profile, world);

    /// <summary>Runs the steps.</summary>
    /// <returns>What was not as expected; null when everything was.</returns>
    public async Task<string?> RunAsync(ScriptCase script)
    {
        await ConnectAsync().ConfigureAwait(false);
        foreach (var step in script.Steps)
        {
            var failure = await TryAsync(step).ConfigureAwait(false);
            if (failure is not null)
            {
                return $"{script.File}:{step.Line}: {Masking.MaskText(failure)}";
            }
        }

        return null;
    }

    public void Dispose() => _connections.ForEach(static connection => connection.Dispose());

    private async Task<string?> TryAsync(ScriptStep step)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await StepAsync(step, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"nothing came for {Patience.TotalSeconds} s";
        }
        catch (Exception exception) when (exception is FormatException or IOException or SocketException)
        {
            return exception.Message;
        }
    }

    private async Task<string?> StepAsync(ScriptStep step, CancellationToken limit)
    {
        var connection = _connections[^1];
        switch (step)
        {
            case ScriptStep.Connect:
                await ConnectAsync().ConfigureAwait(false);
                return null;
            case ScriptStep.Manage manage:
                return await ManageAsync(connection, manage.Function, limit).ConfigureAwait(false);
            case ScriptStep.Send send:
                await SendAsync(connection, send.Name, new MessageText(send.Type, Resolve(send.Fields)), limit).ConfigureAwait(false);
                return null;
            case ScriptStep.Resend resend:
                var first = _variables.SentAs(resend.Name);
                await SendAsync(connection, $"{resend.Name} again", new MessageText(resend.Type ?? first.Type, first.Fields), limit)
                    .ConfigureAwait(false);
                return null;
            case ScriptStep.Raw raw:
                await connection.SendAsync(raw.Bytes, limit).ConfigureAwait(false);
                return null;
            default:
                return await ExpectAsync(connection, step, limit).ConfigureAwait(false);
        }
    }

    private async Task<string?> ExpectAsync(IsoConnection connection, ScriptStep step, CancellationToken limit)
    {
        var frame = await connection.ReceiveAsync(limit).ConfigureAwait(false);
        if (step is ScriptStep.ExpectClose)
        {
            return frame is null ? null : "an answer came instead of the end of the connection";
        }

        if (frame is null)
        {
            return "the switch closed the connection";
        }

        var name = _unanswered.TryDequeue(out var oldest) ? oldest : "nothing";
        _answers[name] = frame;
        if (step is ScriptStep.ExpectSame same)
        {
            return _answers.TryGetValue(same.Name, out var before) && before.AsSpan().SequenceEqual(frame) ? null
                : $"another answer than '{same.Name}' got";
        }

        var expect = (ScriptStep.Expect)step;
        var answer = MessageText.ReadFrame(profile, frame, out var fault);
        _variables.Answered(name, answer);
        return fault.IsNone ? Compare(answer, expect) : $"the answer can't be read: {fault}";
    }

    private string? Compare(MessageText answer, ScriptStep.Expect expect)
    {
        if (answer.Type != expect.Type)
        {
            return $"{answer.Type} came instead of {expect.Type}, with DE 39 '{answer.Fields.GetValueOrDefault(IsoResponseCodes.Field, "")}'";
        }

        foreach (var (number, pattern) in Resolve(expect.Fields))
        {
            var value = answer.Fields.GetValueOrDefault(number);
            var isRight = pattern switch
            {
                "*" => value is not null,
                "-" => value is null,
                _ => value is not null && pattern.Split('|').Contains(value.TrimEnd()),
            };
            if (!isRight)
            {
                return $"DE {number} is {(value is null ? "missing" : $"'{value}'")} instead of {pattern}";
            }
        }

        return null;
    }

    private Dictionary<int, string> Resolve(Dictionary<int, string> fields) =>
        fields.ToDictionary(static field => field.Key, field => _variables.Resolve(field.Value));

    private async Task<string?> ManageAsync(IsoConnection connection, NetworkFunction function, CancellationToken limit)
    {
        var trace = int.Parse(_variables.Resolve("{stan}"), CultureInfo.InvariantCulture);
        await connection.SendAsync(ManagementMessage.Compose(profile, function, trace).ToFrame(profile), limit).ConfigureAwait(false);
        if (await connection.ReceiveAsync(limit).ConfigureAwait(false) is not { } frame)
        {
            return $"no answer to {function}";
        }

        var code = MessageText.ReadFrame(profile, frame, out _).Fields.GetValueOrDefault(IsoResponseCodes.Field, "");
        return profile.ResponseCodes.Approvals.Contains(code) ? null : $"{function} was answered '{code}'";
    }

    private async Task SendAsync(IsoConnection connection, string name, MessageText message, CancellationToken limit)
    {
        ManagementMessage.FillIn(profile, message.Fields, int.Parse(_variables.Resolve("{stan}"), CultureInfo.InvariantCulture));
        _variables.Sent(name, message);
        _unanswered.Enqueue(name);
        await connection.SendAsync(message.ToFrame(profile), limit).ConfigureAwait(false);
    }

    private async Task ConnectAsync() =>
        _connections.Add(await IsoConnection.ConnectAsync(endpoint, profile, cancellationToken).ConfigureAwait(false));
}
