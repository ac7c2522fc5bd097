using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Persistence.Journal;

namespace TpWallet.Persistence.Tests.Journal;

/// <summary>
/// Journals as each version of the format left them, kept in <c>Samples</c>: this version must recover them all. With the environment variable
/// <c>TPWALLET_UPDATE=1</c> the sample of the present version is made anew.
/// </summary>
public sealed class JournalSampleTests
{
    private const string Expected = "expected.txt";
    private static readonly int[] Counts = [1, 2, 32, 31, 32, 7, 32, 32, 32, 32, 5, 9];

    public static TheoryData<string> Names { get; } =
        [.. Directory.EnumerateDirectories(Samples(), "journal-v*")
            .SelectMany(static version => Directory.EnumerateFiles(version, Expected, SearchOption.AllDirectories))
            .Select(static file => Path.GetRelativePath(Samples(), Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_of_every_version_is_recovered_to_the_command(string name)
    {
        using var test = CopyOf(name);
        var expected = Expectation.Read(Path.Combine(Samples(), name, Expected));
        Assert.Equal(JournalVerdict.Clean, JournalVerifier.Verify(test.Directory).Verdict);

        using var digest = new CommandDigest();
        using var journal = test.Open(digest, options: OptionsOf(test) with { Base = expected.Base });
        Assert.Equal(expected.End, journal.Position);
        Assert.Equal(expected.Commands, digest.ToString());
        test.Append(journal, 3);
    }

    [Fact]
    public void Newer_format_is_refused_by_name_and_version()
    {
        using var test = new TestJournal(JournalKind.Segments, segmentBytes: 64 << 10);
        test.Write(200, 200, 200);
        using (var journal = test.Open())
        {
            journal.Release(ulong.MaxValue);
        }

        var image = JournalImage.Take(test);
        Refuse("journal.json", "format version 2, newer than 1", bytes =>
            bytes[bytes.AsSpan().IndexOf("\"formatVersion\": 1"u8) + 17] = (byte)'2');
        Refuse("released", "released has format version 2, newer than 1", static bytes => RaiseVersion(bytes, checksumOffset: 124));
        Refuse(image.DataFiles()[0], "has format version 2, newer than 1", static bytes => RaiseVersion(bytes, checksumOffset: 60));

        void Refuse(string file, string finding, Action<byte[]> alter)
        {
            image.With(file, alter).Put();
            var refusal = Assert.Throws<JournalException>(() => test.Open());
            Assert.Contains(finding, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("use the version that wrote it, or a newer one", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(JournalKind.Segments)]
    [InlineData(JournalKind.Faster)]
    public void Sample_of_the_present_version_is_made_when_asked(JournalKind kind)
    {
        if (Environment.GetEnvironmentVariable("TPWALLET_UPDATE") != "1")
        {
            return;
        }

        foreach (var isReleased in (bool[])[false, true])
        {
            using var test = new TestJournal(kind);
            Make(test, isReleased ? 10 : 0, out var expectation);
            var suffix = isReleased ? "-released" : "";
            var target = Path.Combine(Samples(), $"journal-v{SealedBatchHeader.CurrentFormatVersion}",
                kind.ToString().ToLowerInvariant() + suffix);
            Directory.CreateDirectory(target);
            Array.ForEach(Directory.GetFiles(target), File.Delete);
            foreach (var file in Directory.EnumerateFiles(test.Directory).Where(static file => Path.GetFileName(file) != "lock"))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }

            expectation.Write(Path.Combine(target, Expected));
        }
    }

    private static void Make(TestJournal test, int released, out Expectation expectation)
    {
        using var digest = new CommandDigest();
        var known = JournalPosition.Beginning;
        JournalPosition end;
        using (var journal = test.Open(options: OptionsOf(test)))
        {
            for (var index = 0; index < Counts.Length; index++)
            {
                test.Append(journal, Counts[index]);
                known = index + 1 == released ? journal.Position : known;
            }

            end = journal.Position;
            journal.Read(known.Sequence + 1, digest);
            journal.Release(known.Sequence);
            Assert.Equal(released > 0, journal.FirstSequence > 1);
        }

        expectation = new Expectation(known, end, digest.ToString());
    }

    private static JournalOptions OptionsOf(TestJournal test) => test.Options with { MaxBatchCommands = 32, SegmentBytes = 16 << 10 };

    private static TestJournal CopyOf(string name)
    {
        var kind = name.Contains("faster", StringComparison.Ordinal) ? JournalKind.Faster : JournalKind.Segments;
        var test = new TestJournal(kind);
        Directory.CreateDirectory(test.Directory);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples(), name)).Where(static file => Path.GetFileName(file) != Expected))
        {
            File.Copy(file, Path.Combine(test.Directory, Path.GetFileName(file)));
        }

        return test;
    }

    private static string Samples([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "Samples"));

    /// <summary>Raises the version, which every header has at byte 8, and makes the checksum right again.</summary>
    private static void RaiseVersion(byte[] bytes, int checksumOffset)
    {
        bytes[8] = 2;
        MemoryMarshal.Write(bytes.AsSpan(checksumOffset), Crc32C.Of(bytes.AsSpan(0, checksumOffset)));
    }

    /// <summary>SHA-256 over the bytes of all commands shown.</summary>
    private sealed class CommandDigest : IBatchVisitor, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void OnBatch(in SealedBatchHeader header, ReadOnlySpan<Command> commands) => _hash.AppendData(MemoryMarshal.AsBytes(commands));

        public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

        public void Dispose() => _hash.Dispose();
    }

    /// <summary>What recovery of a sample must come to: a line each for the base, the end and the digest of the commands between.</summary>
    private sealed record Expectation(JournalPosition Base, JournalPosition End, string Commands)
    {
        public static Expectation Read(string path)
        {
            var lines = File.ReadAllLines(path);
            return new Expectation(PositionOf(lines[0]), PositionOf(lines[1]), lines[2]);
        }

        public void Write(string path) => File.WriteAllText(path, $"{LineOf(Base)}\n{LineOf(End)}\n{Commands}\n");

        private static string LineOf(JournalPosition position) =>
            string.Create(CultureInfo.InvariantCulture, $"{position.Sequence} {position.Hash} {position.TimeMs} {position.Epoch}");

        private static JournalPosition PositionOf(string line)
        {
            var fields = line.Split(' ');
            return new JournalPosition(
                ulong.Parse(fields[0], CultureInfo.InvariantCulture),
                new Hash256(Convert.FromHexString(fields[1])),
                long.Parse(fields[2], CultureInfo.InvariantCulture),
                ulong.Parse(fields[3], CultureInfo.InvariantCulture));
        }
    }
}
