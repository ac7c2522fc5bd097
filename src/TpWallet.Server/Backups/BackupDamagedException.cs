namespace TpWallet.Server.Backups;

/// <summary>A folder is not the backup that it says it is, or none. The message names the file and what is wrong; nothing was written.</summary>
internal sealed class BackupDamagedException : Exception
{
    /// <param name="file">The file, below the backup's folder.</param>
    /// <param name="finding">What is wrong with it.</param>
    /// <param name="reason">Why, if something was thrown.</param>
    public BackupDamagedException(string file, string finding, Exception? reason = null)
        : base($"{file}: {finding}. Nothing was written. Use another backup.", reason)
    {
    }
}
