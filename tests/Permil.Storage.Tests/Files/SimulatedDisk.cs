namespace Permil.Storage.Files;

/// <summary>A disk in memory that keeps only what it promised to keep, and can fail at any call. Everything it does follows
/// from its seed.</summary>
internal sealed class SimulatedDisk : IStoreDisk
{
    private readonly int _sectorBytes;
    private readonly List<string> _calls = [];
    private Dictionary<string, SimulatedInode> _shown = [];
    private Dictionary<string, SimulatedInode> _durable = [];

    /// <summary>What each name stood for since the folder was last flushed, oldest first; null when for nothing.</summary>
    private readonly SortedDictionary<string, List<SimulatedInode?>> _unflushed = new(StringComparer.Ordinal);
    private bool _isLocked;
    private int? _failingCall;
    private SimulatedFailure _failure;

    public SimulatedDisk(int seed, int sectorBytes)
    {
        Random = new Random(seed);
        _sectorBytes = sectorBytes;
    }

    public string Folder => "/simulated";

    public Random Random { get; }

    /// <summary>A disk that lies: flushing a file does nothing.</summary>
    public bool IgnoresFlush { get; init; }

    /// <summary>A disk that lies: flushing the folder does nothing.</summary>
    public bool IgnoresFlushFolder { get; init; }

    /// <summary>Every call so far, in words.</summary>
    public IReadOnlyList<string> Calls => _calls;

    /// <summary>Nothing works until the power is back.</summary>
    public bool IsOff { get; private set; }

    /// <summary>The chosen failure has happened.</summary>
    public bool HasFailed { get; private set; }

    public IEnumerable<string> Names => _shown.Keys.Order(StringComparer.Ordinal);

    /// <summary>Chooses the call, counted from the first ever, that will fail.</summary>
    public void FailAt(int call, SimulatedFailure failure)
    {
        _failingCall = call;
        _failure = failure;
        HasFailed = false;
    }

    public void FailNever()
    {
        _failingCall = null;
        HasFailed = false;
    }

    /// <summary>The process died: locks are gone, everything else is as it was.</summary>
    public void KillProcess() => _isLocked = false;

    /// <summary>The machine went off and on: of what was not flushed, anything may have survived.</summary>
    public void LosePower()
    {
        double[] shares = [0, 0.1, 0.5, 0.9, 1];
        var surviving = shares[Random.Next(shares.Length)];
        foreach (var (name, versions) in _unflushed)
        {
            if (Random.NextDouble() < surviving)
            {
                Assign(_durable, name, versions[Random.Next(versions.Count)]);
            }
        }

        _unflushed.Clear();
        _shown = new(_durable);
        foreach (
            var inode in _durable
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => entry.Value)
                .Distinct()
        )
        {
            inode.LosePower(Random, surviving);
        }

        _isLocked = false;
        IsOff = false;
        _failingCall = null;
    }

    public byte[] BytesOf(string name) => _shown[name].Shown.ToArray();

    /// <summary>Puts a file on the disk, or replaces what is in it, past all flushing.</summary>
    public void Put(string name, byte[] bytes)
    {
        if (!_shown.TryGetValue(name, out var inode))
        {
            inode = new SimulatedInode(bytes.Length, _sectorBytes);
            _shown[name] = inode;
            _durable[name] = inode;
        }

        inode.Replace(bytes);
    }

    public void Remove(string name)
    {
        _shown.Remove(name);
        _durable.Remove(name);
    }

    /// <summary>Another disk with the same files, all of them durable.</summary>
    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk(0, _sectorBytes);
        foreach (var (name, inode) in _shown)
        {
            copy.Put(name, inode.Shown);
        }

        return copy;
    }

    public IReadOnlyList<string> List()
    {
        Call("list", partly: null);
        return [.. Names];
    }

    public IDisposable Lock(string name)
    {
        Call($"lock {name}", partly: null);
        if (_isLocked)
        {
            throw new StoreInUseException(Folder, processId: null, new IOException());
        }

        _isLocked = true;
        return new Held(this);
    }

    public IStoreFile Create(string name, long bytes)
    {
        Call($"create {name} {bytes}", partly: () => Name(name, new SimulatedInode(bytes / 2, _sectorBytes)));
        if (_shown.ContainsKey(name))
        {
            throw new IOException($"{name} exists.");
        }

        var inode = new SimulatedInode(bytes, _sectorBytes);
        Name(name, inode);
        return new SimulatedFile(this, name, inode);
    }

    public IStoreFile Open(string name, bool isWritable)
    {
        Call($"open {name}", partly: null);
        return _shown.TryGetValue(name, out var inode)
            ? new SimulatedFile(this, name, inode)
            : throw new FileNotFoundException(name);
    }

    public void Rename(string name, string newName)
    {
        Call($"rename {name} {newName}", partly: null);
        Name(newName, _shown[name]);
        Name(name, null);
    }

    public void Delete(string name)
    {
        Call($"delete {name}", partly: null);
        Name(name, null);
    }

    public void FlushFolder()
    {
        Call("flush folder", partly: null);
        if (!IgnoresFlushFolder)
        {
            _durable = new(_shown);
            _unflushed.Clear();
        }
    }

    /// <summary>Notes a call and fails when it is the chosen one.</summary>
    /// <param name="call">What is called.</param>
    /// <param name="partly">Does half of it; null when it is done whole or not at all.</param>
    /// <param name="isPartlyDoneWhenFailing">Every failure leaves it half done.</param>
    public void Call(string call, Action? partly, bool isPartlyDoneWhenFailing = false)
    {
        if (IsOff)
        {
            throw new IOException("The power is off.");
        }

        _calls.Add(call);
        if (_calls.Count - 1 != _failingCall)
        {
            return;
        }

        HasFailed = true;
        if (_failure is SimulatedFailure.HalfDone or SimulatedFailure.PowerLoss || isPartlyDoneWhenFailing)
        {
            partly?.Invoke();
        }

        IsOff = _failure == SimulatedFailure.PowerLoss;
        throw new IOException(
            _failure switch
            {
                SimulatedFailure.NoSpace => $"No space left on device: {call}",
                SimulatedFailure.PowerLoss => "The power is off.",
                _ => $"Input/output error: {call}",
            }
        );
    }

    private static void Assign(Dictionary<string, SimulatedInode> names, string name, SimulatedInode? inode)
    {
        if (inode is null)
        {
            names.Remove(name);
        }
        else
        {
            names[name] = inode;
        }
    }

    private void Name(string name, SimulatedInode? inode)
    {
        Assign(_shown, name, inode);
        if (!_unflushed.TryGetValue(name, out var versions))
        {
            _unflushed[name] = versions = [];
        }

        versions.Add(inode);
    }

    private sealed class Held(SimulatedDisk disk) : IDisposable
    {
        public void Dispose() => disk._isLocked = false;
    }
}
