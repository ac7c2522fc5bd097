using System.Diagnostics;
using System.Net;
using System.Text.Json;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Bench;

/// <summary>
/// A switch of one's own in a child process on a fresh folder below the system's temporary one. Disposing stops it and deletes the folder.
/// The child also stops when this process ends in any way, because its standard input ends with it.
/// </summary>
internal sealed class ChildSwitch : IAsyncDisposable
{
    private const string ConfigurationName = "switch.json";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _folder;
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SwitchStatistics> _statistics = [];
    private string _lastError = "it said nothing";
    private bool _started;

    private ChildSwitch(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Starts a switch with this configuration, except for its folder and port, and waits until it listens.</summary>
    /// <exception cref="LoadException">It could not start; the message holds what it said.</exception>
    public static async Task<ChildSwitch> StartAsync(SwitchConfiguration configuration, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("tpwallet-bench-").FullName;
        var file = Path.Combine(folder, ConfigurationName);
        var own = configuration with { Data = Path.Combine(folder, "data"), Address = IPAddress.Loopback.ToString(), Port = 0, Insecure = false };
        await File.WriteAllTextAsync(file, SwitchConfigurationFile.Format(own), cancellationToken).ConfigureAwait(false);
        var child = new ChildSwitch(new Process { StartInfo = StartInfo(file) }, folder);
        try
        {
            child.Start();
            child.Endpoint = new IPEndPoint(IPAddress.Loopback, await child._port.Task.WaitAsync(cancellationToken).ConfigureAwait(false));
            return child;
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the switch told of itself, once a second, within the interval.</summary>
    public SwitchInterval Between(long fromTicks, long untilTicks)
    {
        lock (_statistics)
        {
            return SwitchInterval.Of(_statistics.Where(line => line.Ticks >= fromTicks && line.Ticks <= untilTicks));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started && !_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopTimeout);
            try
            {
                await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ProcessStartInfo StartInfo(string file)
    {
        var start = new ProcessStartInfo
        {
            FileName = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments = [typeof(Program).Assembly.Location, "serve", "--config", file, "--statistics", "--until-input-ends", "--json"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private void Start()
    {
        _process.OutputDataReceived += (_, line) => TakeLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _lastError = line.Data ?? _lastError;
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _port.TrySetException(new LoadException($"the switch ended before it listened: {_lastError}"));
        _started = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void TakeLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        switch (json.GetProperty("event").GetString())
        {
            case "ready":
                _port.TrySetResult(json.GetProperty("port").GetInt32());
                break;
            case "statistics":
                lock (_statistics)
                {
                    _statistics.Add(SwitchStatistics.Of(json, Stopwatch.GetTimestamp()));
                }

                break;
        }
    }
}
