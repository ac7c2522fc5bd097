using System.Diagnostics;
using System.Net;
using System.Text.Json;
using TpWallet.Persistence.Faults;
using TpWallet.Server.CommandLine;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Embedded;

/// <summary>
/// A switch in a child process on a folder that the caller owns: started, watched, stopped in order or killed. The child also stops when this
/// process ends in any way, because its standard input ends with it.
/// </summary>
internal sealed class SwitchProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string? _temporaryFolder;
    private readonly List<SwitchStatistics> _statistics = [];
    private readonly TaskCompletionSource<SwitchReady> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string>? _lines;
    private volatile string _lastError = "it said nothing";
    private bool _started;

    private SwitchProcess(Process process, string? temporaryFolder, Action<string>? lines)
    {
        _process = process;
        _lines = lines;
        _temporaryFolder = temporaryFolder;
    }

    /// <summary>What it said when it began to listen.</summary>
    public SwitchReady Ready { get; private set; } = new(new IPEndPoint(IPAddress.Loopback, 0), 0, 0);

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The last line that it wrote on standard error.</summary>
    public string LastError => _lastError;

    /// <summary>Completes when it has ended, in whichever way.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What it has told of itself, once a second.</summary>
    public IReadOnlyList<SwitchStatistics> Statistics
    {
        get
        {
            lock (_statistics)
            {
                return [.. _statistics];
            }
        }
    }

    /// <summary>Journal batches since it started, as it told last.</summary>
    public long Batches
    {
        get
        {
            lock (_statistics)
            {
                return _statistics.Count == 0 ? 0 : _statistics[^1].Batches;
            }
        }
    }

    /// <summary>The last command that it has applied, as it told last.</summary>
    public long Sequence
    {
        get
        {
            lock (_statistics)
            {
                return _statistics.Count == 0 ? 0 : _statistics[^1].Sequence;
            }
        }
    }

    /// <summary>Starts a switch with this configuration, on a free port of this machine, and waits until it listens.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="fault">A fault of the process; see <see cref="FaultPoints"/>.</param>
    /// <param name="lines">Is given each line that it writes on standard error.</param>
    /// <exception cref="CommandFailure">It could not start; the message holds what it said.</exception>
    public static async Task<SwitchProcess> StartAsync(
        SwitchConfiguration configuration, CancellationToken cancellationToken, string? fault = null, Action<string>? lines = null)
    {
        var folder = Directory.CreateTempSubdirectory("tpwallet-").FullName;
        var file = Path.Combine(folder, "switch.json");
        var own = configuration with
        {
            Data = Path.GetFullPath(configuration.Data),
            Address = IPAddress.Loopback.ToString(),
            Port = 0,
            Insecure = false,
            Rest = configuration.Rest with { Address = IPAddress.Loopback.ToString(), Port = 0 },
        };
        await File.WriteAllTextAsync(file, SwitchConfigurationFile.Format(own), cancellationToken).ConfigureAwait(false);
        return await StartAsync(file, folder, fault, lines, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a switch with a configuration file, which stays, and waits until it listens.</summary>
    /// <exception cref="CommandFailure">It could not start; the message holds what it said.</exception>
    public static Task<SwitchProcess> StartAsync(string configurationFile, CancellationToken cancellationToken) =>
        StartAsync(configurationFile, null, null, null, cancellationToken);

    private static async Task<SwitchProcess> StartAsync(
        string file, string? temporaryFolder, string? fault, Action<string>? lines, CancellationToken cancellationToken)
    {
        var child = new SwitchProcess(new Process { StartInfo = StartInfo(file, fault), EnableRaisingEvents = true }, temporaryFolder, lines);
        try
        {
            child.Start();
            child.Ready = await child._ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return child;
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends it at once, as a power cut would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Lets it answer what is in flight, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await KillAsync().ConfigureAwait(false);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started && !_process.HasExited)
        {
            await StopAsync().ConfigureAwait(false);
        }

        _process.Dispose();
        if (_temporaryFolder is not null)
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }

    private static ProcessStartInfo StartInfo(string file, string? fault)
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

        if (fault is not null)
        {
            start.Environment[FaultPoints.Variable] = fault;
        }

        return start;
    }

    private void Start()
    {
        _process.OutputDataReceived += (_, line) => TakeLine(line.Data);
        _process.ErrorDataReceived += (_, line) => TakeError(line.Data);
        _process.Exited += (_, _) =>
        {
            _ready.TrySetException(new CommandFailure(ExitCodes.SwitchFailed, $"the switch ended before it listened: {_lastError}"));
            _ended.TrySetResult();
        };
        _started = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void TakeError(string? line)
    {
        if (line is not null)
        {
            _lastError = line;
            _lines?.Invoke(line);
        }
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
                _ready.TrySetResult(new SwitchReady(
                    new IPEndPoint(IPAddress.Loopback, json.GetProperty("port").GetInt32()),
                    json.GetProperty("recovered_commands").GetInt64(),
                    json.GetProperty("recovery_seconds").GetDouble())
                {
                    HttpEndpoint = new IPEndPoint(
                        IPAddress.Loopback, json.GetProperty("http_port") is { ValueKind: JsonValueKind.Number } port ? port.GetInt32() : 0),
                    IsoLinks = json.GetProperty("iso8583").EnumerateObject().ToDictionary(
                        static link => link.Name, static link => new IPEndPoint(IPAddress.Loopback, link.Value.GetInt32())),
                });
                break;
            case "statistics":
            case "stopped":
                lock (_statistics)
                {
                    _statistics.Add(SwitchStatistics.Of(json, Stopwatch.GetTimestamp()));
                }

                break;
        }
    }
}
