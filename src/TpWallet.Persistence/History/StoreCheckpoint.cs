namespace TpWallet.Persistence.History;

/// <summary>What the store itself needs to know of a checkpoint of its log or index: a name and its own description.</summary>
internal sealed record StoreCheckpoint(Guid Token, byte[] Description)
{
    public static readonly StoreCheckpoint None = new(Guid.Empty, []);

    public static StoreCheckpoint Read(BinaryReader reader) => new(new Guid(reader.ReadBytes(16)), reader.ReadBytes(reader.ReadInt32()));

    public void Write(BinaryWriter writer)
    {
        writer.Write(Token.ToByteArray());
        writer.Write(Description.Length);
        writer.Write(Description);
    }
}
