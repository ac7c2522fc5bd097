using TpWallet.Aeron;
using TpWallet.Aeron.Publications;
using TpWallet.Replication.Sealing;

namespace TpWallet.Replication.Transport;

/// <summary>
/// One stream to one member: seals messages into the publication, in fragments that each fill a datagram at most. What is back-pressured waits in
/// order, or is dropped. Hot path: no allocation, no copy but the sealing itself.
/// </summary>
internal sealed class MemberStream
{
    private readonly AeronEndpoint _endpoint;
    private readonly MessageSealer _sealer;
    private readonly TransportCounters _counters;
    private readonly NodeId _member;
    private readonly Backlog? _backlog;
    private Publication _publication;
    private uint _number;

    /// <param name="endpoint">What it publishes through.</param>
    /// <param name="publication">The stream.</param>
    /// <param name="member">Who is at its other end.</param>
    /// <param name="sealer">Seals for this member.</param>
    /// <param name="backlog">Where messages wait; null: they are dropped.</param>
    /// <param name="counters">What happens here is counted there.</param>
    public MemberStream(
        AeronEndpoint endpoint, Publication publication, NodeId member, MessageSealer sealer, Backlog? backlog, TransportCounters counters)
    {
        _endpoint = endpoint;
        _publication = publication;
        _member = member;
        _sealer = sealer;
        _backlog = backlog;
        _counters = counters;
    }

    public bool IsConnected => _publication.IsConnected;

    /// <summary>Whether nothing waits for room.</summary>
    public bool IsClear => _backlog is null or { Count: 0 };

    public void Send(ReadOnlySpan<byte> message)
    {
        if (!_publication.IsConnected)
        {
            _counters.NotConnected++;
            return;
        }

        _number++;
        var sent = IsClear ? Offer(message, _number, 0) : 0;
        if (sent < message.Length)
        {
            Keep(message, sent);
        }
    }

    /// <summary>Sends what waits, as far as there is room.</summary>
    /// <returns>How many messages were finished.</returns>
    public int Flush()
    {
        var finished = 0;
        while (_backlog is { Count: > 0 })
        {
            if (!_publication.IsConnected)
            {
                _counters.BatchesDropped++;
            }
            else if ((_backlog.FirstSent = Offer(_backlog.First, _backlog.FirstNumber, _backlog.FirstSent)) < _backlog.First.Length)
            {
                break;
            }

            _backlog.RemoveFirst();
            finished++;
        }

        return finished;
    }

    private void Keep(ReadOnlySpan<byte> message, int sent)
    {
        if (_backlog is null)
        {
            _counters.ControlMessagesDropped++;
        }
        else if (_backlog.TryAdd(message, _number, sent))
        {
            _counters.BatchesDelayed++;
        }
        else
        {
            _counters.BatchesDropped++;
        }
    }

    /// <returns>How much of the message is sent now, bytes.</returns>
    private int Offer(ReadOnlySpan<byte> message, uint number, int sent)
    {
        while (sent < message.Length)
        {
            var length = Math.Min(message.Length - sent, _publication.MaxPayloadLength - MessageSealer.Overhead);
            var position = _publication.TryClaim(length + MessageSealer.Overhead, out var claim);
            if (position >= 0)
            {
                _sealer.Seal(_member, new MessageFragment(number, sent, message.Length), message.Slice(sent, length), claim.Buffer);
                claim.Commit();
                sent += length;
            }
            else if (position == Publication.MaxPositionExceeded)
            {
                Renew();
                return sent;
            }
            else if (position != Publication.AdminAction)
            {
                return sent;
            }
        }

        _counters.MessagesSent++;
        _counters.BytesSent += message.Length;
        return sent;
    }

    /// <summary>A stream's positions are used up after petabytes; another session goes on.</summary>
    private void Renew()
    {
        _publication.Dispose();
        _publication = _endpoint.AddPublication(_publication.Channel.Uri, _publication.StreamId);
    }
}
