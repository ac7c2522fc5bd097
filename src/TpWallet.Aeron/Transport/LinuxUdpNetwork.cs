using System.ComponentModel;
using System.Runtime.InteropServices;
using static TpWallet.Aeron.Transport.LinuxNative;

namespace TpWallet.Aeron.Transport;

/// <summary>UDP with batched system calls; waits in ppoll on all its sockets and an eventfd.</summary>
internal sealed unsafe class LinuxUdpNetwork : IDatagramNetwork
{
    private readonly Lock _sync = new();
    private readonly int _wake;
    private PollEntry[] _polled;
    private bool _disposed;

    public LinuxUdpNetwork()
    {
        _wake = EventFd(0, EventNonBlocking | EventCloseOnExec);
        if (_wake < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "No eventfd for the wake-up of an endpoint.");
        }

        _polled = [new PollEntry { Descriptor = _wake, Events = PollIn }];
    }

    public IDatagramTransport Open(in DatagramAddress local, TransportOptions options)
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var transport = new LinuxUdpTransport(UdpSockets.Open(local, options), options.MaxDatagramLength, Forget);
            _polled = [.. _polled, new PollEntry { Descriptor = transport.Descriptor, Events = PollIn }];
            return transport;
        }
    }

    public void Park(long timeoutNanos)
    {
        var timeout = new TimeSpec { Seconds = timeoutNanos / 1_000_000_000, Nanos = timeoutNanos % 1_000_000_000 };
        var polled = Volatile.Read(ref _polled);
        fixed (PollEntry* entries = polled)
        {
            if (Poll(entries, (nuint)polled.Length, &timeout, null) > 0 && entries[0].Happened != 0)
            {
                ulong drained;
                _ = Read(_wake, &drained, sizeof(ulong));
            }
        }
    }

    public void Wake()
    {
        lock (_sync)
        {
            if (!_disposed)
            {
                ulong one = 1;
                _ = Write(_wake, &one, sizeof(ulong));
            }
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            if (!_disposed)
            {
                _disposed = true;
                _ = Close(_wake);
            }
        }
    }

    private void Forget(LinuxUdpTransport transport)
    {
        lock (_sync)
        {
            _polled = Array.FindAll(_polled, entry => entry.Descriptor != transport.Descriptor);
        }
    }
}
