using Permil.Usage;

namespace Permil.Server.Sync;

/// <summary>Counts while one kind is read. Lists are cut where a broken source would fill the memory.</summary>
/// <param name="kind">The kind.</param>
/// <param name="hide">Takes secrets out of a text; what is shown may repeat what the provider said.</param>
internal sealed class SyncTally(string kind, Func<string, string> hide)
{
    private const int MaxListed = 1_000;

    private readonly List<SyncRejection> _rejected = [];
    private readonly List<string> _failures = [];
    private readonly List<string> _findings = [];
    private long _rejectedCount;

    public string Kind => kind;

    public long Seen { get; set; }

    public long Events { get; set; }

    public long Unchanged { get; set; }

    public void Reject(string where, string reason)
    {
        _rejectedCount++;
        Add(_rejected, new SyncRejection(hide(where), hide(reason)));
    }

    public void Reject(RejectedLine line) => Reject($"{line.File}, line {line.Line}", line.Reason);

    public void Fail(string cause) => Add(_failures, hide(cause));

    public void Find(string finding)
    {
        finding = hide(finding);
        if (!_findings.Contains(finding, StringComparer.Ordinal))
        {
            Add(_findings, finding);
        }
    }

    public SyncPartSummary ToSummary() =>
        new()
        {
            Kind = kind,
            Seen = Seen,
            Events = Events,
            Unchanged = Unchanged,
            RejectedCount = _rejectedCount,
            Rejected = _rejected,
            Failures = _failures,
            Findings = _findings,
        };

    private static void Add<T>(List<T> list, T one)
    {
        if (list.Count < MaxListed)
        {
            list.Add(one);
        }
    }
}
