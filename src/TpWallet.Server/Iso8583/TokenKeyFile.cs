using System.Security.Cryptography;
using TpWallet.Gateway.Iso8583;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Iso8583;

/// <summary>The file that holds the key of instrument tokens, as hexadecimal digits. Its content never occurs in a message.</summary>
internal static class TokenKeyFile
{
    private const int NewKeyBytes = 32;

    /// <summary>Reads a key.</summary>
    /// <exception cref="ConfigurationException">The file can't be read, or holds no key.</exception>
    public static byte[] Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the token key file {path} can't be read: {exception.Message}", exception);
        }

        var isKey = text.Length % 2 == 0 && text.Length / 2 is >= InstrumentToken.KeyBytesMin and <= InstrumentToken.KeyBytesMax
            && text.All(char.IsAsciiHexDigit);
        return isKey ? Convert.FromHexString(text)
            : throw new ConfigurationException($"the token key file {path} must hold {InstrumentToken.KeyBytesMin} to {InstrumentToken.KeyBytesMax} "
                + "bytes as hexadecimal digits and nothing else");
    }

    /// <summary>Writes a new random key, for its owner's eyes alone.</summary>
    /// <exception cref="ConfigurationException">There is such a file, or it can't be written.</exception>
    public static void Create(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.WriteLine(Convert.ToHexString(RandomNumberGenerator.GetBytes(NewKeyBytes)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the token key file {path} can't be written: {exception.Message}", exception);
        }
    }
}
