using System.Text.Json.Nodes;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Backups;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine.Storage;
using TpWallet.Server.Operations;

namespace TpWallet.Server.Tests.Backups;

/// <summary>Backups of a switch that doesn't run: what is refused, and what is left of one that was given up.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-backup-").FullName;

    private SwitchConfiguration Configuration => new()
    {
        Data = Path.Combine(_folder, "data"),
        SegmentBytes = 4 << 20,
        DiskReserveBytes = 64 << 20,
        Genesis = new GenesisConfiguration { Accounts = 64, OpenAuthorizations = 64, DuplicateEntries = 64, Participants = 2 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Backup_of_a_stopped_switch_is_a_data_folder_and_is_restored()
    {
        var backup = await BackUpAsync();
        var restore = await RestoreAsync(backup, "restored");
        Assert.True(restore.ExitCode == ExitCodes.Success, restore.Error);
        Assert.Equal(1ul, restore.OutputJson().GetProperty("sequence").GetUInt64());
        Assert.True(restore.OutputJson().GetProperty("books_balance").GetBoolean());
        foreach (var folder in (string[])[backup, Path.Combine(_folder, "restored")])
        {
            using var storage = Open(Configuration with { Data = folder });
            Assert.Equal((1ul, 2ul), (storage.Core.LastSequence, storage.Appendable!.NextSequence));
        }
    }

    [Fact]
    public async Task Damaged_file_is_named_and_nothing_is_written()
    {
        var backup = await BackUpAsync();
        var files = BackupManifestFile.Read(backup).Files;
        Assert.Contains(files, static file => file.Path == "journal/journal.json");
        Assert.Contains(files, static file => file.Path.StartsWith("snapshots/snapshot-", StringComparison.Ordinal));
        Assert.Contains(files, static file => file.Path == "events/events.log.0");
        foreach (var file in files)
        {
            var path = Path.Combine(backup, file.Path);
            var content = await File.ReadAllBytesAsync(path);
            var altered = content.ToArray();
            altered[^1] ^= 1;
            await File.WriteAllBytesAsync(path, altered);
            await AssertRefusedAsync(backup, $"{file.Path}: its content was altered");
            await File.WriteAllBytesAsync(path, content[..^1]);
            await AssertRefusedAsync(backup, $"{file.Path}: it has {content.Length - 1} bytes, not {content.Length}");
            File.Delete(path);
            await AssertRefusedAsync(backup, $"{file.Path}: it is missing");
            await File.WriteAllBytesAsync(path, content);
        }

        Assert.Equal(ExitCodes.Success, (await RestoreAsync(backup, "restored")).ExitCode);
    }

    [Fact]
    public async Task Damaged_or_missing_manifest_is_refused()
    {
        var backup = await BackUpAsync();
        var path = Path.Combine(backup, BackupManifestFile.Name);
        var text = await File.ReadAllTextAsync(path);
        foreach (var (key, value) in (IEnumerable<(string, JsonNode)>)[("last_sequence", 5), ("sha256", "00"), ("files", new JsonArray())])
        {
            var altered = JsonNode.Parse(text)!;
            altered[key] = value;
            await File.WriteAllTextAsync(path, altered.ToJsonString());
            await AssertRefusedAsync(backup, "backup.json: its content was altered");
        }

        var newer = JsonNode.Parse(text)!;
        newer["format_version"] = 2;
        await File.WriteAllTextAsync(path, newer.ToJsonString());
        await AssertRefusedAsync(backup, "backup.json: it has format version 2, newer than 1");
        await File.WriteAllTextAsync(path, text[..^10]);
        await AssertRefusedAsync(backup, "backup.json: it can't be read");
        File.Delete(path);
        await AssertRefusedAsync(backup, "that is no backup, or one that was not completed");
    }

    [Fact]
    public void File_outside_the_backup_is_refused()
    {
        var refusal = Assert.Throws<BackupDamagedException>(() => BackupFiles.PathIn(_folder, new BackupFile("../elsewhere", 1, "")));
        Assert.Contains("names the file ../elsewhere, which is outside the backup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_is_not_empty_is_refused_and_left_as_it_is()
    {
        var backup = await BackUpAsync();
        var target = Directory.CreateDirectory(Path.Combine(_folder, "full")).FullName;
        await File.WriteAllTextAsync(Path.Combine(target, "something"), "else");
        string[][] commands = [["backup", Configuration.Data, "--to", target], ["restore", backup, "--to", target]];
        foreach (var command in commands)
        {
            var run = await CommandLineRun.Of(command);
            Assert.Equal(ExitCodes.Usage, run.ExitCode);
            Assert.Contains($"{target} is not empty: name a new or empty folder", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(["something"], Directory.EnumerateFileSystemEntries(target).Select(static path => Path.GetFileName(path)));
    }

    [Theory]
    [InlineData("copying the snapshot")]
    [InlineData("copying the event log")]
    [InlineData("copying the journal")]
    [InlineData("making the copy durable")]
    public async Task Backup_that_is_given_up_is_incomplete_and_harms_nothing(string step)
    {
        using var storage = Open(Configuration);
        await storage.Outcomes!.CompleteAsync();
        await storage.Taker.TakeLastAsync(storage.Position, new Tell(static _ => { }), CancellationToken.None);
        Append(storage.Appendable!);
        Append(storage.Appendable!);
        using var cancel = new CancellationTokenSource();
        var target = Path.Combine(_folder, "given-up");
        var run = new BackupRun(storage, TakeAsync, new Tell(progress =>
        {
            if (progress.Step.StartsWith(step, StringComparison.Ordinal))
            {
                cancel.Cancel();
            }
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(target, cancel.Token));
        Assert.False(File.Exists(Path.Combine(target, BackupManifestFile.Name)));
        await AssertRefusedAsync(target, "that is no backup, or one that was not completed");

        var again = new BackupRun(storage, TakeAsync, new Tell(static _ => { }));
        Assert.Equal(3ul, (await again.RunAsync(Path.Combine(_folder, "again"), CancellationToken.None)).Sequence);
        Assert.True(storage.Taker.Hold.TryDelete(static () => { }));
        Assert.True(storage.Outcomes.Log.Hold.TryDelete(static () => { }));

        Task TakeAsync(IProgress<OperationProgress> progress, CancellationToken cancellation) =>
            storage.Taker.TakeLastAsync(storage.Journal.Position, progress, cancellation);
    }

    [Fact]
    public void Disk_without_room_is_refused_with_the_figures()
    {
        var target = new TargetFolder(_folder, reserveBytes: 1L << 60);
        var refusal = Assert.Throws<StorageException>(() => target.Take("the journal", 1));
        Assert.StartsWith($"No space for the journal in {_folder}: 16777216 bytes are needed, {1L << 60} must stay free, and ", refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_that_does_not_exist_is_refused()
    {
        Open(Configuration).Dispose();
        var run = await CommandLineRun.Of("journal", "verify", Configuration.Data, "--archive", Path.Combine(_folder, "nowhere"));
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("there is no folder", run.Error, StringComparison.Ordinal);
    }

    private static SwitchStorage Open(SwitchConfiguration configuration) =>
        SwitchStorage.Open(configuration, new Progress<string>(), TimeProvider.System, CancellationToken.None);

    /// <summary>A batch behind the snapshot, which nobody applies here.</summary>
    private static void Append(IJournal journal)
    {
        using var batch = new SealedBatch(1);
        batch.Append(new Command { Kind = CommandKind.Tick, Version = Command.CurrentVersion });
        batch.Seal(journal.NextSequence, journal.LastTimeMs, epoch: 1, journal.LastHash);
        journal.Append(batch);
    }

    /// <summary>Makes a switch that knows its genesis alone, and backs it up.</summary>
    private async Task<string> BackUpAsync()
    {
        Open(Configuration).Dispose();
        var file = Path.Combine(_folder, "switch.json");
        await File.WriteAllTextAsync(file, SwitchConfigurationFile.Format(Configuration));
        var target = Path.Combine(_folder, "backup");
        var run = await CommandLineRun.Of("backup", Configuration.Data, "--to", target, "--config", file, "--json");
        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        Assert.Equal(1ul, run.OutputJson().GetProperty("sequence").GetUInt64());
        return target;
    }

    private Task<CommandLineRun> RestoreAsync(string backup, string name) =>
        CommandLineRun.Of("restore", backup, "--to", Path.Combine(_folder, name), "--json");

    private async Task AssertRefusedAsync(string backup, string finding)
    {
        var restore = await RestoreAsync(backup, "refused");
        Assert.Equal(ExitCodes.JournalDamaged, restore.ExitCode);
        Assert.Contains(finding, restore.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "refused")));
    }

    private sealed class Tell(Action<OperationProgress> tell) : IProgress<OperationProgress>
    {
        public void Report(OperationProgress value) => tell(value);
    }
}
