namespace TpWallet.Server.Bench;

/// <summary>Makes sessions with an open-loop schedule send what has become due, from a thread of its own.</summary>
internal sealed class Pacer : IDisposable
{
    private readonly IReadOnlyList<LoadConnection> _connections;
    private readonly TimeSpan _interval;
    private readonly Thread _thread;
    private volatile bool _stopped;

    public Pacer(IReadOnlyList<LoadConnection> connections, TimeSpan interval)
    {
        _connections = connections;
        _interval = interval;
        _thread = new Thread(Run) { Name = "bench pacer", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_stopped)
        {
            foreach (var connection in _connections)
            {
                connection.Pump();
            }

            Thread.Sleep(_interval);
        }
    }
}
