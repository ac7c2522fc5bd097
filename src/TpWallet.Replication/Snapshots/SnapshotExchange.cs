using System.Security.Cryptography;
using TpWallet.Persistence.Snapshots;
using TpWallet.Replication.Transport;
using TpWallet.Replication.Wire;

namespace TpWallet.Replication.Snapshots;

/// <summary>
/// Snapshots between members, over the network that replicas use and sealed as their messages are, on a stream of their own. Every member serves its
/// newest to others and can fetch that of another. Disks are read and written by threads of their own.
/// </summary>
public sealed class SnapshotExchange : ISnapshotPeer, IDisposable
{
    private readonly AeronNetwork _network;
    private readonly SnapshotExchangeOptions _options;
    private readonly SnapshotServing _serving;
    private readonly TimeProvider _time;
    private readonly byte[] _buffer = new byte[SnapshotCodec.LengthMax];
    private readonly CancellationTokenSource _stop = new();
    private SnapshotFetch? _fetch;
    private int _isFetching;

    /// <summary>Serves from now on.</summary>
    /// <param name="network">The network; not driven yet, or by this thread.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SnapshotExchange(AeronNetwork network, SnapshotExchangeOptions options, TimeProvider? time = null)
    {
        options.Validate();
        _network = network;
        _options = options;
        _time = time ?? TimeProvider.System;
        _serving = new SnapshotServing(options, network.Self, network.Wake, _time);
        network.Snapshots = this;
    }

    /// <summary>
    /// Copies another member's newest snapshot into the folder of this one's. It is there, under its name, when it was verified to its last byte and
    /// is durable; until then nothing shows. Any thread.
    /// </summary>
    /// <param name="from">Who has it.</param>
    /// <param name="store">The folder, owned by this process.</param>
    /// <param name="progress">Told of each part written, and of each block verified.</param>
    /// <param name="cancellation">Ends it; nothing is left.</param>
    /// <exception cref="SnapshotTransferException">The other member has none, or is silent.</exception>
    /// <exception cref="SnapshotException">No space, the disk failed, or what came is no good snapshot.</exception>
    /// <exception cref="InvalidOperationException">One is being fetched already.</exception>
    public async Task<SnapshotInfo> FetchAsync(NodeId from, SnapshotStore store, IProgress<SnapshotProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _isFetching, 1) != 0)
        {
            throw new InvalidOperationException("A snapshot is being fetched already.");
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
            var number = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            var fetch = new SnapshotFetch(_options, from, number, store, _time, _network.Wake, progress, either.Token);
            Volatile.Write(ref _fetch, fetch);
            _network.Wake();
            return await fetch.Completion.ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _fetch, null);
            Volatile.Write(ref _isFetching, 0);
        }
    }

    bool ISnapshotPeer.OnMessage(NodeId from, ReadOnlySpan<byte> message)
    {
        if (SnapshotCodec.TryDecode(message, from, out var request))
        {
            if (!_serving.OnRequest(from, request))
            {
                var busy = new SnapshotChunkBody { Fetch = request.Fetch, Sequence = request.Sequence, Outcome = SnapshotOutcome.Busy };
                _network.SendSnapshot(from, _buffer.AsSpan(0, SnapshotCodec.Encode(_buffer, _network.Self, busy)));
            }

            return true;
        }

        if (!SnapshotCodec.TryDecode(message, from, out var chunk, out var data))
        {
            return false;
        }

        if (Volatile.Read(ref _fetch) is { } fetch && fetch.From == from && fetch.OnChunk(chunk, data))
        {
            Send(from, fetch.Request(chunk.FileLength, chunk.FileLength, again: 0));
        }

        return true;
    }

    int ISnapshotPeer.DoWork()
    {
        var work = 0;
        while (_serving.TryPeek(out var member) && _network.HasSnapshotRoom(member))
        {
            var (rented, length) = _serving.Take();
            _network.SendSnapshot(member, rented.AsSpan(0, length));
            _serving.Return(rented);
            work++;
        }

        if (Volatile.Read(ref _fetch) is { } fetch && fetch.TryNextRequest(out var request))
        {
            Send(fetch.From, request);
            work++;
        }

        return work;
    }

    /// <summary>Ends what goes on. The network must not be driven any more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _serving.Dispose();
        _stop.Dispose();
    }

    private void Send(NodeId to, in SnapshotRequestBody request) =>
        _network.SendSnapshot(to, _buffer.AsSpan(0, SnapshotCodec.Encode(_buffer, _network.Self, request)));
}
