using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using TpWallet.Persistence.Faults;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Tests.Crash;

/// <summary>
/// A real <c>tpwallet serve</c> in a process of its own, to be killed. It can't outlive this process either: it stops when its standard
/// input ends.
/// </summary>
internal sealed partial class ServeProcess : IAsyncDisposable
{
    /// <summary>Its exit code after SIGKILL.</summary>
    public const int Killed = 128 + 9;

    private const int Sigterm = 15;
    private const int ErrorLinesKept = 20;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<IPEndPoint> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServeProcess(Process process) => _process = process;

    /// <summary>Where it listens, once it does. Faults when it ends before.</summary>
    public Task<IPEndPoint> Ready => _ready.Task;

    /// <summary>The last lines that it wrote on standard error.</summary>
    public string Errors => string.Join(Environment.NewLine, _errors);

    /// <param name="configuration">Its file is written beside the data folder, whose disk may be full.</param>
    /// <param name="fault">Where it is to kill itself; null: nowhere.</param>
    public static ServeProcess Start(SwitchConfiguration configuration, string? fault = null)
    {
        Directory.CreateDirectory(configuration.Data);
        var file = configuration.Data + ".json";
        File.WriteAllText(file, SwitchConfigurationFile.Format(configuration));
        var start = new ProcessStartInfo
        {
            FileName = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments = [typeof(Program).Assembly.Location, "serve", "--config", file, "--until-input-ends", "--json"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FaultPoints.Variable] = fault ?? "";
        var serve = new ServeProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        serve.Begin();
        return serve;
    }

    /// <summary>SIGKILL: as if the power had gone, for all that the process itself can do about it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM: asks it to answer what is in flight and end.</summary>
    public void Terminate()
    {
        if (SendSignal(_process.Id, Sigterm) != 0)
        {
            throw new Win32Exception();
        }
    }

    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);

    private void Begin()
    {
        _process.OutputDataReceived += (_, line) => TakeOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => TakeError(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The switch ended before it listened."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void TakeOutput(string? line)
    {
        if (line is null)
        {
            return;
        }

        using var document = JsonDocument.Parse(line);
        if (document.RootElement.GetProperty("event").GetString() == "ready")
        {
            _ready.TrySetResult(new IPEndPoint(IPAddress.Loopback, document.RootElement.GetProperty("port").GetInt32()));
        }
    }

    private void TakeError(string? line)
    {
        if (line is null)
        {
            return;
        }

        _errors.Enqueue(line);
        if (_errors.Count > ErrorLinesKept)
        {
            _errors.TryDequeue(out _);
        }
    }
}
