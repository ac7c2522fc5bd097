namespace TpWallet.Server.CommandLine;

/// <summary>Ends a command with an exit code and one line for its user. Not for defects of the program.</summary>
internal sealed class CommandFailure(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
