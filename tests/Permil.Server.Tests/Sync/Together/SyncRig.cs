using System.Globalization;

namespace Permil.Server.Sync.Together;

/// <summary>A service, a clock, a target and a state file, as a user has them.</summary>
internal sealed class SyncRig : IAsyncDisposable
{
    public const string KeyText = "tgp_v1_sEcReT-0123456789abcdef";

    private SyncRig(FakeTogether service) => Service = service;

    public FakeTogether Service { get; }

    public SkippingClock Clock { get; } = new(new DateTimeOffset(2026, 10, 7, 12, 0, 30, TimeSpan.Zero));

    public TemporaryFolder Folder { get; } = new();

    public MemoryTarget Target { get; set; } = new();

    /// <summary>The saved state, as a file would hold it; <see langword="null"/>: there is none.</summary>
    public byte[]? State { get; set; }

    /// <summary>Called before and after a save did its work, with how many there were.</summary>
    public Action<int, bool> OnSave { get; set; } = (_, _) => { };

    public int Saves { get; private set; }

    public TogetherSyncOptions Options { get; set; } = new();

    public static async Task<SyncRig> StartAsync(params string[] kinds)
    {
        var rig = new SyncRig(await FakeTogether.StartAsync());
        rig.Options = new TogetherSyncOptions
        {
            BaseUrl = new Uri(rig.Service.Url, "v1"),
            Kinds = kinds.Length == 0 ? TogetherKinds.All : kinds,
            TimeProvider = rig.Clock,
            Timeout = TimeSpan.FromSeconds(20),
            TemporaryFolder = rig.Folder.Path,
        };
        return rig;
    }

    /// <summary>One run, from the state file and back, as a process does it.</summary>
    public async Task<SyncSummary> RunAsync(CancellationToken cancellationToken = default)
    {
        var state = State is null ? new SyncState() : SyncStateFile.Read(State, "state");
        var sync = new TogetherSync(Options, new TogetherKey(KeyText), SaveAsync);
        return await sync.RunAsync(Target, state, cancellationToken);
    }

    /// <summary>One run at a time of the day of the clock, or at a whole instant.</summary>
    public Task<SyncSummary> RunAtAsync(string time)
    {
        Clock.Now = Instant(time.Length > 8 ? time : $"2026-10-07T{time}Z");
        return RunAsync();
    }

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Folder.Dispose();
    }

    private Task SaveAsync(SyncState state, CancellationToken cancellationToken)
    {
        OnSave(Saves, false);
        State = SyncStateFile.Write(state);
        OnSave(Saves++, true);
        return Task.CompletedTask;
    }
}
