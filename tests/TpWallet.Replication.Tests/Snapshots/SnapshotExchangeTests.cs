using TpWallet.Aeron.Tests;
using TpWallet.Persistence;
using TpWallet.Persistence.Journal;
using TpWallet.Persistence.Snapshots;
using TpWallet.Replication.Snapshots;
using TpWallet.Replication.Tests.Transport;

namespace TpWallet.Replication.Tests.Snapshots;

/// <summary>Real files over real sockets: node 1 has snapshots, nodes 2 and 3 fetch.</summary>
public sealed class SnapshotExchangeTests : IDisposable
{
    private const int ImageLength = (5 << 20) + 12_345;
    private static readonly NodeId One = new(1), Two = new(2), Three = new(3);
    private readonly string _root = Directory.CreateTempSubdirectory("tpwallet-exchange-").FullName;
    private readonly TransportGroup _group = new();
    private readonly Dictionary<NodeId, SnapshotExchange> _exchanges = [];
    private readonly Dictionary<NodeId, SnapshotStore> _stores = [];
    private readonly RetentionHold _hold = new();

    public void Dispose()
    {
        foreach (var exchange in _exchanges.Values)
        {
            exchange.Dispose();
        }

        _group.Dispose();
        foreach (var store in _stores.Values)
        {
            store.Dispose();
        }

        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Newest_snapshot_is_copied_to_its_last_byte()
    {
        StartAll();
        Take(sequence: 100);
        Take(sequence: 200);
        var progress = new Steps();

        var info = Finished(_exchanges[Two].FetchAsync(One, _stores[Two], progress));

        Assert.Equal(_stores[One].List()[0].Info, info);
        Assert.Equal(File.ReadAllBytes(PathOf(One, 200)), File.ReadAllBytes(PathOf(Two, 200)));
        Assert.Single(_stores[Two].List());
        Assert.Equal(SnapshotStage.Verifying, progress.Last.Stage);
        Assert.Equal(progress.Last.BytesTotal, progress.Last.BytesDone);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Bad_line_delays_it_and_no_more(int seed)
    {
        using var forth = new BadLine(_group.Members[Two], seed);
        using var back = new BadLine(_group.Members[One], seed + 10);
        _group.Configure = options => options with
        {
            Members = _group.SeenBy(options.Node, forth.EndPoint, back.EndPoint),
            Listen = _group.Members[options.Node],
        };
        StartAll();
        Take(sequence: 100);

        Finished(_exchanges[Two].FetchAsync(One, _stores[Two]));

        Assert.Equal(File.ReadAllBytes(PathOf(One, 100)), File.ReadAllBytes(PathOf(Two, 100)));
        Assert.True(forth.Lost > 0);
    }

    [Fact]
    public void Fetching_goes_on_where_it_was_when_the_other_member_restarts()
    {
        StartAll(static options => options with { BytesPerSecond = 8 << 20 });
        Take(sequence: 100);
        var progress = new Steps();
        var fetch = _exchanges[Two].FetchAsync(One, _stores[Two], progress);
        _group.Until(() => progress.Last.BytesDone > 1 << 20, "a part has come");

        Restart(One);

        Finished(fetch);
        Assert.Equal(File.ReadAllBytes(PathOf(One, 100)), File.ReadAllBytes(PathOf(Two, 100)));
        Assert.False(progress.WentBack);
    }

    [Fact]
    public void Snapshot_that_is_gone_meanwhile_is_replaced_by_the_newest()
    {
        StartAll(static options => options with { BytesPerSecond = 8 << 20 });
        Take(sequence: 100);
        var progress = new Steps();
        var fetch = _exchanges[Two].FetchAsync(One, _stores[Two], progress);
        _group.Until(() => progress.Last.BytesDone > 1 << 20, "a part has come");

        File.Delete(PathOf(One, 100));
        Take(sequence: 300);
        Restart(One);

        Assert.Equal(300UL, Finished(fetch).Position.Sequence);
        Assert.Equal(["lock", "snapshot-00000000000000000300.tpw"], Files(Two));
    }

    [Fact]
    public void Damaged_snapshot_is_found_out_and_leaves_nothing()
    {
        StartAll();
        Take(sequence: 100);
        using (var file = File.OpenWrite(PathOf(One, 100)))
        {
            file.Position = 1 << 20;
            file.Write("damaged"u8);
        }

        var refusal = Assert.Throws<SnapshotRefusedException>(() => Finished(_exchanges[Two].FetchAsync(One, _stores[Two])));

        Assert.Equal(SnapshotDefect.Damaged, refusal.Defect);
        Assert.Equal(["lock"], Files(Two));
    }

    [Fact]
    public void Member_without_a_snapshot_says_so()
    {
        StartAll();

        var failure = Assert.Throws<SnapshotTransferException>(() => Finished(_exchanges[Two].FetchAsync(One, _stores[Two])));

        Assert.Contains("node-1 has no snapshot", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Silent_member_is_given_up()
    {
        StartAll(static options => options with { Patience = TimeSpan.FromMilliseconds(300) });
        _exchanges[One].Dispose();
        _exchanges.Remove(One);
        _group.Stop(One);

        var failure = Assert.Throws<SnapshotTransferException>(() => Finished(_exchanges[Two].FetchAsync(One, _stores[Two])));

        Assert.Contains("node-1 sent nothing more", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["lock"], Files(Two));
    }

    [Fact]
    public void Cancelled_fetch_leaves_nothing_and_the_next_one_works()
    {
        StartAll(static options => options with { BytesPerSecond = 8 << 20 });
        Take(sequence: 100);
        using var cancellation = new CancellationTokenSource();
        var progress = new Steps();
        var fetch = _exchanges[Two].FetchAsync(One, _stores[Two], progress, cancellation.Token);
        _group.Until(() => progress.Last.BytesDone > 0, "a part has come");
        Assert.Throws<InvalidOperationException>(() => Finished(_exchanges[Two].FetchAsync(One, _stores[Two])));

        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Finished(fetch));
        Assert.Equal(["lock"], Files(Two));
        Finished(_exchanges[Two].FetchAsync(One, _stores[Two]));
    }

    [Fact]
    public void Second_member_waits_until_the_first_is_served_and_both_get_it()
    {
        StartAll(static options => options with { ServedMax = 1, RetryInterval = TimeSpan.FromMilliseconds(20) });
        Take(sequence: 100);

        var first = _exchanges[Two].FetchAsync(One, _stores[Two]);
        var second = _exchanges[Three].FetchAsync(One, _stores[Three]);
        Finished(first);
        Finished(second);

        Assert.Equal(File.ReadAllBytes(PathOf(Two, 100)), File.ReadAllBytes(PathOf(Three, 100)));
    }

    [Fact]
    public void Snapshot_is_held_while_it_is_served_and_let_go_afterwards()
    {
        StartAll(static options => options with { BytesPerSecond = 8 << 20, RetryInterval = TimeSpan.FromMilliseconds(20) });
        Take(sequence: 100);
        var progress = new Steps();
        var fetch = _exchanges[Two].FetchAsync(One, _stores[Two], progress);
        _group.Until(() => progress.Last.BytesDone > 0, "a part has come");

        Assert.False(_hold.TryDelete(static () => { }));

        Finished(fetch);
        _group.Until(() => _hold.TryDelete(static () => { }), "nobody holds it any more");
    }

    [Fact]
    public void Message_that_is_none_about_snapshots_is_counted()
    {
        StartAll();
        _group[One].SendSnapshot(Two, new byte[100]);

        _group.Until(() => _group[Two].Counters.SnapshotMessagesRefused == 1, "it is counted");
    }

    private void StartAll(Func<SnapshotExchangeOptions, SnapshotExchangeOptions>? change = null)
    {
        foreach (var node in _group.Members.Keys)
        {
            _stores[node] = SnapshotStore.Own(new SnapshotOptions { Directory = FolderOf(node), ReserveBytes = 0 });
            Start(node, change);
        }

        _group.Until(_group.AllConnected, "all are connected");
    }

    private void Start(NodeId node, Func<SnapshotExchangeOptions, SnapshotExchangeOptions>? change = null)
    {
        var options = new SnapshotExchangeOptions { Directory = FolderOf(node), Hold = _hold };
        _exchanges[node] = new SnapshotExchange(_group.Start(node), change is null ? options : change(options));
    }

    private void Restart(NodeId node)
    {
        _exchanges[node].Dispose();
        _group.Stop(node);
        Start(node);
    }

    private void Take(ulong sequence) => _stores[One].Write(
        new RandomImage(ImageLength),
        new JournalPosition(sequence, Hash256.Of([1]), TimeMs: 1, Epoch: 1),
        Guid.NewGuid(),
        static () => SnapshotStore.Unpaced);

    private SnapshotInfo Finished(Task<SnapshotInfo> fetch)
    {
        _group.Until(() => fetch.IsCompleted, "fetching has ended");
        return fetch.GetAwaiter().GetResult();
    }

    private string FolderOf(NodeId node) => Path.Combine(_root, node.ToString());

    private string PathOf(NodeId node, ulong sequence) => Path.Combine(FolderOf(node), $"snapshot-{sequence:D20}.tpw");

    private IEnumerable<string?> Files(NodeId node) => Directory.EnumerateFiles(FolderOf(node)).Select(Path.GetFileName).Order();

    private sealed class Steps : IProgress<SnapshotProgress>
    {
        private readonly Lock _gate = new();
        private SnapshotProgress _last;

        public SnapshotProgress Last
        {
            get
            {
                lock (_gate)
                {
                    return _last;
                }
            }
        }

        public bool WentBack { get; private set; }

        public void Report(SnapshotProgress value)
        {
            lock (_gate)
            {
                WentBack |= value.Stage == _last.Stage && value.BytesDone < _last.BytesDone;
                _last = value;
            }
        }
    }

    private sealed class RandomImage(int length) : IStateImage
    {
        private readonly Random _random = new(length);
        private int _read;

        public long Length => length;

        public string StateHash => new('a', 64);

        public int Read(Span<byte> destination)
        {
            var count = Math.Min(destination.Length, length - _read);
            _random.NextBytes(destination[..count]);
            _read += count;
            return count;
        }
    }
}
