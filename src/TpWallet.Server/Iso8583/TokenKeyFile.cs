using System.Security.Cryptography;
using TpWallet.Gateway.Iso8583;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Iso8583;

/// <summary>The file that holds the key of instrument tokens, as hexadecimal digits. Its content never occurs in a message.</summary>
internal static class TokenKeyFile
{
    private const string What = "token key";
    private const int NewKeyBytes = 32;

    /// <summary>Reads a key.</summary>
    /// <exception cref="ConfigurationException">The file can't be read, or holds no key.</exception>
    public static byte[] Read(string path)
    {
        var text = SecretFile.Read(path, What);
        var isKey = text.Length % 2 == 0 && text.Length / 2 is >= InstrumentToken.KeyBytesMin and <= InstrumentToken.KeyBytesMax
            && text.All(char.IsAsciiHexDigit);
        return isKey ? Convert.FromHexString(text)
            : throw new ConfigurationException($"the {What} file {path} must hold {InstrumentToken.KeyBytesMin} to {InstrumentToken.KeyBytesMax} "
                + "bytes as hexadecimal digits and nothing else");
    }

    /// <summary>Writes a new random key, for its owner's eyes alone.</summary>
    /// <exception cref="ConfigurationException">There is such a file, or it can't be written.</exception>
    public static void Create(string path) =>
        SecretFile.Create(path, What, Convert.ToHexString(RandomNumberGenerator.GetBytes(NewKeyBytes)));
}
