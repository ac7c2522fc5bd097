namespace TpWallet.Aeron.Transport;

/// <summary>Takes the datagrams that arrive on a transport.</summary>
public interface IDatagramReceiver
{
    /// <summary>Takes one datagram; its bytes are the transport's again when this returns.</summary>
    void OnDatagram(ReadOnlySpan<byte> datagram, in DatagramAddress source);

    /// <summary>A datagram longer than the transport's receive buffer arrived and was dropped.</summary>
    void OnTruncatedDatagram();

    /// <summary>The socket reported an error; the transport goes on.</summary>
    void OnSocketError();
}
