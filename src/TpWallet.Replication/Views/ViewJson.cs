using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace TpWallet.Replication.Views;

/// <summary>The view as it is stored: JSON in one fixed order of fields, so that equal views are equal bytes.</summary>
public static class ViewJson
{
    /// <summary>Longest text that is taken for a view, bytes.</summary>
    public const int LengthMax = 64 * 1024;

    /// <summary>The bytes of a view.</summary>
    public static byte[] Write(View view)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, view);
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static void Write(Utf8JsonWriter json, View view)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", view.Epoch);
        json.WriteNumber("version", view.Version);
        json.WriteString("primary", view.Primary.ToString());
        json.WriteStartArray("inSync");
        foreach (var replica in view.InSync)
        {
            json.WriteStartArray();
            json.WriteStringValue(replica.Node.ToString());
            json.WriteStringValue(replica.JournalId);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("minInSync", view.MinInSync);
        json.WriteStartObject("members");
        foreach (var (number, address) in view.Members)
        {
            json.WriteString(new NodeId(number).ToString(), address);
        }

        json.WriteEndObject();
        if (!view.Removed.IsEmpty)
        {
            json.WriteStartArray("removed");
            foreach (var node in view.Removed)
            {
                json.WriteStringValue(node.ToString());
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a view; anything missing, unknown in kind or out of range makes it none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out View? view)
    {
        view = null;
        if (bytes.Length > LengthMax)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            view = Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // Not JSON, or not this shape: the caller says where it stood.
            view = null;
        }

        return view is not null;
    }

    internal static View? Read(JsonElement json)
    {
        var inSync = json.GetProperty("inSync").EnumerateArray().Select(ReadReplica).ToImmutableArray();
        var view = new View
        {
            Epoch = json.GetProperty("epoch").GetUInt64(),
            Version = json.GetProperty("version").GetUInt64(),
            Primary = ReadNode(json.GetProperty("primary").GetString()),
            InSync = inSync,
            MinInSync = json.GetProperty("minInSync").GetInt32(),
            Members = json.GetProperty("members").EnumerateObject()
                .ToImmutableSortedDictionary(static member => ReadNode(member.Name).Number, static member => member.Value.GetString() ?? ""),
            Removed = json.TryGetProperty("removed", out var removed) ? [.. removed.EnumerateArray().Select(ReadRemoved)] : [],
        };
        var isSound = view is { Epoch: > 0, Version: > 0, MinInSync: > 0, InSync.Length: > 0 and <= Wire.MessageLimits.MembersMax }
            && inSync.Select(static replica => replica.Node).Distinct().Count() == inSync.Length
            && !view.Removed.Any(view.HasInSync);
        return isSound ? view : null;
    }

    private static InSyncReplica ReadReplica(JsonElement json) => json.GetArrayLength() == 2
        ? new InSyncReplica(ReadNode(json[0].GetString()), json[1].GetGuid())
        : throw new FormatException("An in-sync replica is a node and a journal id.");

    private static NodeId ReadRemoved(JsonElement json) => ReadNode(json.GetString());

    private static NodeId ReadNode(string? text) =>
        NodeId.TryParse(text, out var node) ? node : throw new FormatException($"'{text}' is not a node.");
}
