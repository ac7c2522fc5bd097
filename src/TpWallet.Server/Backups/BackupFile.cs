namespace TpWallet.Server.Backups;

/// <summary>A file of a backup.</summary>
/// <param name="Path">Where it is below the backup's folder, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its content, 64 hexadecimal digits.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);
