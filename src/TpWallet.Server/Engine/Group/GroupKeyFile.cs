using System.Security.Cryptography;
using TpWallet.Replication.Sealing;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine.Group;

/// <summary>A file that holds a group key: its number, a space, and the secret in hexadecimal digits. Its content is in no message.</summary>
internal static class GroupKeyFile
{
    private const string What = "group key";

    /// <summary>Reads a key.</summary>
    /// <exception cref="ConfigurationException">The file can't be read, or holds no key.</exception>
    public static GroupKey Read(string path)
    {
        var parts = SecretFile.Read(path, What).Split(' ');
        return parts.Length == 2 && uint.TryParse(parts[0], out var id) && id > 0
            && parts[1].Length == 2 * GroupKey.Length && parts[1].All(char.IsAsciiHexDigit)
            ? new GroupKey(id, Convert.FromHexString(parts[1]))
            : throw new ConfigurationException($"the {What} file {path} must hold a number from 1 on, a space, and {GroupKey.Length} bytes as "
                + "hexadecimal digits; tpwallet cluster key writes one");
    }

    /// <summary>Writes a new random key, for its owner's eyes alone.</summary>
    /// <exception cref="ConfigurationException">There is such a file, or it can't be written.</exception>
    public static void Create(string path, uint id) =>
        SecretFile.Create(path, What, $"{id} {Convert.ToHexString(RandomNumberGenerator.GetBytes(GroupKey.Length))}");
}
