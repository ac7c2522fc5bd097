using System.Security.Cryptography;
using System.Text;

namespace TpWallet.Server.Engine.Group;

/// <summary>The name under which all members of a group appear as one switch, to clients and in snapshots.</summary>
internal static class GroupIdentity
{
    private const int UuidVersion8 = 0x80;
    private const int Rfc9562Variant = 0x80;

    /// <summary>A UUID of version 8 (RFC 9562), the same for the same name.</summary>
    public static Guid Of(string group)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("tpwallet group " + group)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | UuidVersion8);
        bytes[8] = (byte)((bytes[8] & 0x3F) | Rfc9562Variant);
        return new Guid(bytes, bigEndian: true);
    }
}
