using System.Runtime.CompilerServices;
using TpWallet.Persistence.Events;
using TpWallet.Persistence.Tests.Events;

namespace TpWallet.Persistence.Tests.History;

/// <summary>
/// Event logs and histories as each version of their formats left them, kept in <c>Samples</c>: this version must find everything in them. With the
/// environment variable <c>TPWALLET_UPDATE=1</c> the sample of the present version is made anew.
/// </summary>
public sealed class HistorySampleTests
{
    private const ulong Count = 120;
    private const ulong Checkpointed = 80;

    public static TheoryData<string> Names { get; } =
        [.. Directory.EnumerateDirectories(Samples(), "history-v*").Select(static path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_of_every_version_is_found_to_the_byte(string name)
    {
        using var test = new TestHistory(0);
        Copy(Path.Combine(Samples(), name, "events"), test.EventFolder.Directory);
        Copy(Path.Combine(Samples(), name, "history"), test.Directory);
        using var events = test.EventFolder.Open();
        Assert.Equal(Count, events.DurableThrough);
        events.Verify();
        var all = new TestEvents.Checker(1);
        events.Read(1, all);
        Assert.Equal(Count + 1, all.Next);

        using var history = test.Open(events);
        Assert.Null(history.Damage);
        Assert.Equal(Checkpointed, history.IndexedThrough);
        history.Verify();
        history.CatchUp();
        for (var sequence = 1ul; sequence <= Count; sequence++)
        {
            var expected = TestEvents.CommandOf(sequence);
            var found = await history.FindAsync(expected.Participant, expected.RequestId);
            Assert.Equal((sequence, expected), (found!.Sequence, found.Command));
            var messages = await history.FindByReferenceAsync(expected.Participant, expected.RetrievalReferenceNumber, expected.Terminal, 10);
            Assert.Contains(messages, message => message.Sequence == sequence);
        }
    }

    [Fact]
    public void Sample_of_the_present_version_is_made_when_asked()
    {
        if (Environment.GetEnvironmentVariable("TPWALLET_UPDATE") != "1")
        {
            return;
        }

        using var test = new TestHistory(0);
        using (var events = test.EventFolder.Open())
        {
            using var history = test.Open(events);
            test.EventFolder.AppendThrough(events, Checkpointed / 2, 9, (block, address) => history.Index(block, address));
            history.Checkpoint(withIndex: true);
            test.EventFolder.AppendThrough(events, Checkpointed, 9, (block, address) => history.Index(block, address));
            history.Checkpoint();
            test.EventFolder.AppendThrough(events, Count, 9, (block, address) => history.Index(block, address));
        }

        var target = Path.Combine(Samples(), $"history-v{OutcomeBlockHeader.CurrentFormatVersion}");
        Copy(test.EventFolder.Directory, Path.Combine(target, "events"));
        Copy(test.Directory, Path.Combine(target, "history"));
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(static file => Path.GetFileName(file) != "lock"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static string Samples([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!, "Samples");
}
