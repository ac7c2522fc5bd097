namespace TpWallet.Server.CommandLine;

/// <summary>What the process's exit code tells a script. Never reused for another meaning.</summary>
internal static class ExitCodes
{
    /// <summary>Done as asked.</summary>
    public const int Success = 0;

    /// <summary>The command ran, and a check that it makes found something wrong.</summary>
    public const int CheckFailed = 1;

    /// <summary>A wrong option, argument or configuration; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>No connection to the switch, or it refused the session.</summary>
    public const int CannotConnect = 3;

    /// <summary>Stored data is damaged: journal, snapshots, event log or a backup.</summary>
    public const int JournalDamaged = 4;

    /// <summary>The switch answered, and the answer is no.</summary>
    public const int Declined = 5;

    /// <summary>No answer came: ask again with the same request id.</summary>
    public const int OutcomeUnknown = 6;

    /// <summary>The switch could not start, or stopped because a part of it failed.</summary>
    public const int SwitchFailed = 7;

    /// <summary>Stopped by Ctrl-C or SIGTERM before the command was done (<c>serve</c> drains and ends with 0).</summary>
    public const int Cancelled = 130;

    /// <summary>The table of codes, as <c>--help</c> shows it.</summary>
    public const string Description =
        """
        Exit codes:
          0    done as asked
          1    a check that the command makes found something wrong
          2    wrong option, argument or configuration; nothing was done
          3    no connection to the switch, or it refused the session
          4    stored data is damaged: journal, snapshots, event log or a backup
          5    the switch answered, and the answer is no (declined or refused)
          6    outcome unknown: repeat with the same request id
          7    the switch could not start, or stopped because a part of it failed
          130  stopped by Ctrl-C or SIGTERM before the work was done
        """;
}
