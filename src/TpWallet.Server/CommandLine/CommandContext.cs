using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary>What a running command has to work with: its options, its writers, and whether its user wants JSON.</summary>
internal sealed class CommandContext(ParseResult parse)
{
    /// <summary>How everything is written as JSON: snake_case names.</summary>
    public static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Results are to be written as JSON.</summary>
    public bool Json { get; } = CommonOptions.WantsJson(parse);

    /// <summary>For results.</summary>
    public TextWriter Out { get; } = parse.InvocationConfiguration.Output;

    /// <summary>For errors, warnings and progress.</summary>
    public TextWriter Error { get; } = parse.InvocationConfiguration.Error;

    /// <summary>The command line that it runs for.</summary>
    public string CommandLine { get; } = $"tpwallet {string.Join(' ', parse.Tokens.Select(static token => Quoted(token.Value)))}";

    /// <summary>The value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <summary>Whether the user gave the option; false when its default stands in.</summary>
    public bool IsGiven(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Writes an object as one line of JSON with snake_case names, and flushes it.</summary>
    public void WriteJson(object value)
    {
        Out.WriteLine(ToJson(value));
        Out.Flush();
    }

    /// <summary>Writes one result: as JSON, or as the line for a person.</summary>
    public void WriteResult(object json, string text)
    {
        Out.WriteLine(Json ? ToJson(json) : text);
        Out.Flush();
    }

    /// <summary>One line for the operator that isn't a result: on standard error in both forms.</summary>
    public void Warn(string text) => Error.WriteLine(Json ? ToJson(new { warning = text }) : $"warning: {text}");

    /// <summary>How far the work has come, one line; on standard error in both forms.</summary>
    public void Progress(string text) => Error.WriteLine(Json ? ToJson(new { progress = text }) : text);

    /// <summary>Gives a command its action: a failure becomes one line on standard error and an exit code.</summary>
    public static void SetAction(Command command, Func<CommandContext, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parse, cancellationToken) =>
        {
            var context = new CommandContext(parse);
            try
            {
                return await action(context, cancellationToken).ConfigureAwait(false);
            }
            catch (CommandFailure failure)
            {
                return Fail(context.Error, context.Json, failure.ExitCode, failure.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return Fail(context.Error, context.Json, ExitCodes.Cancelled, "stopped before the work was done");
            }
            catch (Exception exception) when (StorageFailures.TryExplain(exception, out var exitCode))
            {
                return Fail(context.Error, context.Json, exitCode, exception.Message);
            }
            catch (Exception exception)
            {
                return Fail(context.Error, context.Json, ExitCodes.SwitchFailed, $"{exception.GetType().Name}: {exception.Message}");
            }
        });

    /// <summary>Writes the one line that an error gets.</summary>
    /// <returns>The exit code.</returns>
    public static int Fail(TextWriter error, bool json, int exitCode, string message)
    {
        error.WriteLine(json ? ToJson(new { error = message, exitCode }) : $"error: {message}");
        error.Flush();
        return exitCode;
    }

    private static string Quoted(string word) =>
        word.Length > 0 && !word.Any(static letter => char.IsWhiteSpace(letter) || letter is '\'' or '"' or '$' or '\\' or '*' or ';' or '&' or '|')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>An object as one line of JSON with snake_case names.</summary>
    public static string ToJson(object value) => JsonSerializer.Serialize(value, JsonOptions);
}
