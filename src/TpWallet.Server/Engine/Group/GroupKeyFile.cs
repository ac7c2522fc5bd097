using System.Security.Cryptography;
using TpWallet.Replication.Sealing;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Group;

/// <summary>A file that holds a group key: its number, a space, and the secret in hexadecimal digits. Its content is in no message.</summary>
internal static class GroupKeyFile
{
    /// <summary>Reads a key.</summary>
    /// <exception cref="ConfigurationException">The file can't be read, or holds no key.</exception>
    public static GroupKey Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the group key file {path} can't be read: {exception.Message}", exception);
        }

        var parts = text.Split(' ');
        return parts.Length == 2 && uint.TryParse(parts[0], out var id) && id > 0
            && parts[1].Length == 2 * GroupKey.Length && parts[1].All(char.IsAsciiHexDigit)
            ? new GroupKey(id, Convert.FromHexString(parts[1]))
            : throw new ConfigurationException($"the group key file {path} must hold a number from 1 on, a space, and {GroupKey.Length} bytes as "
                + "hexadecimal digits; tpwallet cluster key writes one");
    }

    /// <summary>Writes a new random key, for its owner's eyes alone.</summary>
    /// <exception cref="ConfigurationException">There is such a file, or it can't be written.</exception>
    public static void Create(string path, uint id)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.WriteLine($"{id} {Convert.ToHexString(RandomNumberGenerator.GetBytes(GroupKey.Length))}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the group key file {path} can't be written: {exception.Message}", exception);
        }
    }
}
