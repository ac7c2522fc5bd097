namespace TpWallet.Server.Tests.Crash;

/// <summary>Counts answers and, at its moment, brings the load's end about. Safe for several threads.</summary>
internal sealed class LoadEnd : IDisposable
{
    private readonly ServeProcess _process;
    private readonly EndKind _kind;
    private readonly int _answersMax;
    private readonly int _namesMax;
    private readonly FileSystemWatcher? _watcher;
    private int _answers;
    private int _names;
    private int _hasCome;

    /// <param name="process">The switch.</param>
    /// <param name="kind">What happens.</param>
    /// <param name="answers">After how many answers, at the latest.</param>
    /// <param name="names">After how many new names in the folder, where they count.</param>
    /// <param name="folder">Whose names count.</param>
    public LoadEnd(ServeProcess process, EndKind kind, int answers, int names, string folder)
    {
        _process = process;
        _kind = kind;
        _answersMax = answers;
        _namesMax = names;
        if (kind is EndKind.KillAtNewFile or EndKind.KillAtSnapshot)
        {
            _watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName };
            _watcher.Created += (_, _) => CountName();
            _watcher.Renamed += (_, _) => CountName();
            _watcher.EnableRaisingEvents = true;
        }
    }

    /// <summary>Whether the moment is past: connections may break from now on.</summary>
    public bool HasCome => _kind == EndKind.ByItself || Volatile.Read(ref _hasCome) != 0;

    /// <summary>Whether new requests are still to be sent.</summary>
    public bool SendsOn => _kind != EndKind.KillIdle || !HasCome;

    /// <summary>Whether the switch is to end its sessions itself.</summary>
    public bool IsInOrder => _kind == EndKind.Drain;

    public int Answers => Volatile.Read(ref _answers);

    /// <summary>New names in the folder, where they count.</summary>
    public int Names => Volatile.Read(ref _names);

    public void CountAnswer()
    {
        if (Interlocked.Increment(ref _answers) == _answersMax)
        {
            Come();
        }
    }

    public void Dispose() => _watcher?.Dispose();

    private void CountName()
    {
        if (Interlocked.Increment(ref _names) == _namesMax)
        {
            Come();
        }
    }

    private void Come()
    {
        if (Interlocked.Exchange(ref _hasCome, 1) != 0)
        {
            return;
        }

        switch (_kind)
        {
            case EndKind.Kill or EndKind.KillAtNewFile or EndKind.KillAtSnapshot:
                _process.Kill();
                break;
            case EndKind.Drain:
                _process.Terminate();
                break;
        }
    }
}
