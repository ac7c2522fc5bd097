using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using TpWallet.Messages;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet timeline</c>: the life of one payment.</summary>
internal static class TimelineCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The payment's request id (Idempotency-Key)" };
        var participant = Numbers.Optional("--participant", "Whose payment it is; of an acquirer's key its own", 1u, uint.MaxValue);
        var rest = new RestOptions();
        var command = new Command("timeline", "Show every message of a payment in order, with its answer, postings and position in the journal.")
        {
            id, participant,
        };
        rest.AddTo(command);
        CommandContext.SetAction(command, async (context, cancellationToken) =>
        {
            if (!RequestId.TryParse(context.Get(id), out var payment))
            {
                throw new CommandFailure(ExitCodes.Usage, $"'{context.Get(id)}' is not a UUID");
            }

            var query = context.Get(participant) is { } number ? $"?participant={number}" : "";
            var address = new Uri(rest.Address(context), $"/payments/{payment}/timeline{query}");
            var timeline = await AskAsync(address, rest.Key(context), cancellationToken).ConfigureAwait(false);
            context.WriteResult(timeline, Text(timeline));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<JsonElement> AskAsync(Uri address, string key, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Timeout };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        try
        {
            using var response = await client.GetAsync(address, cancellationToken).ConfigureAwait(false);
            var answer = JsonSerializer.Deserialize<JsonElement>(
                await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return response.StatusCode == HttpStatusCode.OK
                ? answer
                : throw new CommandFailure(
                    ExitCodes.Declined, $"the switch refused: {answer.GetProperty("title").GetString()} ({(int)response.StatusCode})");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCodes.CannotConnect, $"no answer from {address.Authority}: {exception.Message}", exception);
        }
    }

    private static string Text(JsonElement timeline)
    {
        var text = new StringBuilder();
        foreach (var step in timeline.GetProperty("steps").EnumerateArray())
        {
            var answer = step.GetProperty("answer");
            text.Append($"{step.GetProperty("sequence")}  {Member(step, "received") ?? Member(answer, "time")}");
            text.Append($"  {Member(step, "protocol") ?? "history"}");
            text.Append($"  {step.GetProperty("kind")}{Money(step, "amount")} -> {answer.GetProperty("code")} ({answer.GetProperty("number")})");
            text.AppendLine(Member(step, "repeat") == "True" ? $", the stored answer of {Member(answer, "sequence")}" : "");
            if (step.TryGetProperty("iso8583", out var iso))
            {
                text.AppendLine($"    {iso.GetProperty("messageType")} over {iso.GetProperty("link")}, card {iso.GetProperty("cardNumber")}, "
                    + $"response code {iso.GetProperty("responseCode")}");
            }

            foreach (var posting in step.GetProperty("postings").EnumerateArray())
            {
                text.Append($"    {posting.GetProperty("kind"),-8} {Money(posting, "amount")}");
                text.AppendLine($" from {posting.GetProperty("debit")} to {posting.GetProperty("credit")}");
            }
        }

        return text.Append(timeline.GetProperty("complete").GetBoolean()
            ? "complete"
            : "what the switch did in between may be missing: not all of the history since then was looked through").ToString();
    }

    private static string? Member(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.ToString() : null;

    private static string Money(JsonElement element, string name) =>
        element.TryGetProperty(name, out var amount) && Currencies.TryParse(Member(element, "currency"), out var currency)
            ? $" {AnswerReport.Money(amount.GetInt64(), currency)}"
            : "";
}
