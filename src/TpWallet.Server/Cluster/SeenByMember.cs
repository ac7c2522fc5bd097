using System.Text;
using System.Text.Json;
using TpWallet.Replication;
using TpWallet.Replication.Views;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Group;
using TpWallet.Server.Engine.Storage;

namespace TpWallet.Server.Cluster;

/// <summary>
/// What a stopped member remembers of its group: from this a lost or restored view store is mended. As JSON it can be carried to another
/// host.
/// </summary>
internal sealed record SeenByMember
{
    /// <summary>The member.</summary>
    public required string Node { get; init; }

    /// <summary>The group's name.</summary>
    public required string Group { get; init; }

    public required Guid JournalId { get; init; }

    /// <summary>The newest epoch that it has promised.</summary>
    public required ulong AcceptedEpoch { get; init; }

    /// <summary>The last sequence of its log.</summary>
    public required ulong Tail { get; init; }

    /// <summary>Through where it knows the log to be committed.</summary>
    public required ulong Committed { get; init; }

    /// <summary>The newest view that it has seen, as the store keeps it; null: none.</summary>
    public string? View { get; init; }

    /// <summary>Opens a stopped member's data folder as its start would, and reads what it remembers.</summary>
    /// <exception cref="CommandFailure">The configuration has no group.</exception>
    public static SeenByMember Read(SwitchConfiguration configuration, IProgress<string> lines, CancellationToken cancellationToken)
    {
        var group = configuration.Group ?? throw new CommandFailure(ExitCodes.Usage, "the configuration has no group");
        if (!Directory.Exists(Path.Combine(configuration.Data, SwitchConfiguration.JournalFolder)))
        {
            throw new CommandFailure(ExitCodes.Usage, $"{configuration.Data} is no data folder of a member: it has no journal");
        }

        using var storage = SwitchStorage.Open(configuration, lines, TimeProvider.System, cancellationToken);
        var log = storage.Replica!;
        return new SeenByMember
        {
            Node = GroupSequencer.NodeOf(group.Node).ToString(),
            Group = group.Name,
            JournalId = log.JournalId,
            AcceptedEpoch = log.Recovered.AcceptedEpoch,
            Tail = log.Tail.Sequence,
            Committed = log.Recovered.Committed.Sequence,
            View = log.Recovered.HighestView is { } view ? Encoding.UTF8.GetString(ViewJson.Write(view)) : null,
        };
    }

    /// <summary>Reads what <c>tpwallet cluster seen --json</c> wrote.</summary>
    /// <exception cref="CommandFailure">The file can't be read, or holds something else.</exception>
    public static SeenByMember Load(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<SeenByMember>(File.ReadAllText(file), CommandContext.JsonOptions)
                ?? throw new CommandFailure(ExitCodes.Usage, $"{file} is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandFailure(ExitCodes.Usage,
                $"{file} does not hold what 'tpwallet cluster seen --json' writes: {exception.Message}", exception);
        }
    }

    /// <summary>The same, as the repair wants it.</summary>
    /// <exception cref="CommandFailure">The view in it is none.</exception>
    public ReplicaStatus ToStatus()
    {
        View? view = null;
        if (View is { } text && !ViewJson.TryRead(Encoding.UTF8.GetBytes(text), out view))
        {
            throw new CommandFailure(ExitCodes.Usage, $"what {Node} has seen holds something that is no view");
        }

        return new ReplicaStatus(GroupSequencer.NodeOf(Node), ReplicaRole.Stopped, AcceptedEpoch, default, JournalId, default, default,
            false, false, view);
    }
}
