using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TpWallet.Replication.Tests.Views;

/// <summary>A real etcd on this host alone, with a folder of its own; gone with the test.</summary>
public sealed class EtcdProcess : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private readonly string _directory = Directory.CreateTempSubdirectory("tpwallet-etcd-").FullName;
    private readonly Uri _peer = FreeAddress();
    private Process? _process;

    public EtcdProcess() => Start();

    public Uri Client { get; } = FreeAddress();

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo("etcd")
        {
            ArgumentList =
            {
                "--name", "test", "--data-dir", _directory, "--logger", "zap", "--log-level", "error",
                "--listen-client-urls", Client.OriginalString, "--advertise-client-urls", Client.OriginalString,
                "--listen-peer-urls", _peer.OriginalString, "--initial-advertise-peer-urls", _peer.OriginalString,
                "--initial-cluster", $"test={_peer.OriginalString}",
            },
        }) ?? throw new InvalidOperationException("etcd was not started.");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        Assert.True(SpinWait.SpinUntil(() => IsHealthy(http), StartMax), $"etcd did not become healthy within {StartMax}");
    }

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_directory, recursive: true);
    }

    private bool IsHealthy(HttpClient http)
    {
        Assert.False(_process!.HasExited, "etcd ended at once");
        try
        {
            return http.GetStringAsync(new Uri(Client, "health")).GetAwaiter().GetResult().Contains("\"true\"", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
