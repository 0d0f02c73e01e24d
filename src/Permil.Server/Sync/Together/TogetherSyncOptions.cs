namespace Permil.Server.Sync.Together;

/// <summary>What to read from Together, and how patiently.</summary>
public sealed record TogetherSyncOptions
{
    /// <summary>The environment variable that holds the key unless the caller takes it from elsewhere.</summary>
    public const string KeyVariable = "TOGETHER_API_KEY";

    /// <summary>The environment variable that names the service unless the caller does.</summary>
    public const string BaseUrlVariable = "TOGETHER_BASE_URL";

    /// <summary>The service; a path of <c>/v1</c> at its end is left out. HTTPS, or the loopback.</summary>
    /// <value>The default is https://api.together.ai.</value>
    public Uri BaseUrl { get; init; } = new("https://api.together.ai");

    /// <summary>What to read, by the names in <see cref="TogetherKinds"/>.</summary>
    /// <value>The default is everything.</value>
    public IReadOnlyList<string> Kinds { get; init; } = TogetherKinds.All;

    /// <summary>Projects whose deployments are read; empty: the key's own project, as the service tells it.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>Values for fields that events do not have themselves, as in a log's read options: account, tag:NAME, ...</summary>
    public IReadOnlyDictionary<string, string> Defaults { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// How long two looks at a running resource may be apart and still say when it changed. Over that, the time between
    /// two looks that differ is unsettled.
    /// </summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan LongestGap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after its end a batch may still get the files it lacks.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan MissingFileGrace { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Attempts at one request, the first included.</summary>
    /// <value>The default is 6.</value>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>The first wait after a failure that does not say how long; it doubles, with jitter.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts; a service that asks for more is given up on for this run.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the service may be silent: before an answer begins, and between two pieces of it.</summary>
    /// <value>The default is 100 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The largest answer that is held in memory.</summary>
    /// <value>The default is 64 MiB.</value>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The largest file that is fetched; it passes through a temporary file, not through memory.</summary>
    /// <value>The default is 16 GiB.</value>
    public long MaxFileBytes { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>After how many events they are made durable.</summary>
    /// <value>The default is 10,000.</value>
    public int EventsPerCommit { get; init; } = 10_000;

    /// <summary>Where files are kept while they are read; they hold answers of models and are gone afterwards.</summary>
    /// <value>The default is the folder for temporary files.</value>
    public string TemporaryFolder { get; init; } = Path.GetTempPath();

    /// <summary>The clock, for what is seen when, and for waits between attempts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
