using System.Collections.Concurrent;
using System.Globalization;
using Permil.Budgets;
using Permil.Rating;
using Permil.Server.Gateway.Upstreams;
using Permil.Storage;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway.Jobs;

/// <summary>
/// Jobs that have not ended. What they use becomes known when somebody asks how they are; until then the most they can
/// cost is held, over restarts too.
/// </summary>
internal sealed class OpenJobs(UsageIntake intake, Rater rater, SpendGate gate)
{
    private const string IdAttribute = "job";
    private const string KindAttribute = "job_kind";
    private const string TokensAttribute = "job_tokens";

    /// <summary>What the name of a call that started a job goes on with, as the name of the job's intent.</summary>
    private const string Suffix = "/job";

    private readonly ConcurrentDictionary<(CallKind, string), OpenJob> _jobs = new();

    /// <summary>Whether an intent found open at the start is a job's: it is no call that a crash ended.</summary>
    public static bool Is(CallIntent intent) => intent.Call.Attributes.ContainsKey(IdAttribute);

    /// <summary>The call that started a job: its own intent is over when the job's is there.</summary>
    public static string StarterOf(CallIntent intent) => intent.Call.Id[..^Suffix.Length];

    /// <summary>The tokens a batch holds of those that may be under way; 0 for other jobs.</summary>
    public static long TokensOf(CallIntent intent) =>
        intent.Call.Attributes.TryGetValue(TokensAttribute, out var tokens)
            ? long.Parse(tokens, NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Takes up a job that was open before the last stop.</summary>
    public void Resume(CallIntent intent, Reservation reservation)
    {
        var kind = Enum.Parse<CallKind>(intent.Call.Attributes[KindAttribute]);
        var id = intent.Call.Attributes[IdAttribute];
        _jobs[(kind, id)] = new OpenJob(id, kind, intent, reservation);
    }

    /// <summary>A provider took a job: its call stays open under the job's name.</summary>
    public async Task Open(Call call, string id)
    {
        var kind = call.Request.Kind;
        var intent = new CallIntent(
            call.Event with
            {
                Id = call.Id + Suffix,
                Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [IdAttribute] = id,
                    [KindAttribute] = kind.ToString(),
                    [TokensAttribute] = call.Reservation.BatchTokens.ToString(CultureInfo.InvariantCulture),
                },
            },
            call.Bound.ListCost,
            call.Bound.LikelyCost
        );
        var begun = intake.BeginCall(intent);
        var ended = intake.EndCall(call.Id, []);
        await begun.WhenDurable();
        await ended.WhenDurable();
        call.Reservation.BecomeJob();
        _jobs[(kind, id)] = new OpenJob(id, kind, intent, call.Reservation);
        call.HasEnded = true;
    }

    public OpenJob? Find(CallKind kind, string id) => _jobs.GetValueOrDefault((kind, id));

    /// <summary>Whether a path is about a job, or the output of one, that a caller may not see.</summary>
    public bool AreOfAnother(string pathBelowV1, Caller caller) =>
        JobDocument.Concerns(pathBelowV1) is var (kind, id) && Find(kind, id) is { } job && !job.BelongsTo(caller)
        || JobDocument.FileAskedBy(pathBelowV1) is { } fileId
            && _jobs.Values.Any(batch =>
                string.Equals(batch.OutputFileId, fileId, StringComparison.Ordinal) && !batch.BelongsTo(caller)
            );

    /// <summary>Open batches that a caller may see, of which the output is not known or is that file.</summary>
    public IReadOnlyList<OpenJob> BatchesThatMayHave(string fileId, Caller caller) =>
        [
            .. _jobs
                .Values.Where(job =>
                    job.Kind == CallKind.Batch
                    && job.BelongsTo(caller)
                    && (job.OutputFileId is null || string.Equals(job.OutputFileId, fileId, StringComparison.Ordinal))
                )
                .OrderByDescending(job => string.Equals(job.OutputFileId, fileId, StringComparison.Ordinal)),
        ];

    /// <summary>A job ended and used this; nothing when it failed.</summary>
    /// <returns>What it cost; <see langword="null"/>: another asked at the same time and ended it.</returns>
    public async Task<decimal?> End(OpenJob job, Upstream upstream, IReadOnlyList<UsageEvent> measured)
    {
        if (!_jobs.TryRemove(new((job.Kind, job.Id), job)))
        {
            return null;
        }

        // Source and id stay the provider's: the same job read by a sync is the same fact.
        var call = job.Intent.Call;
        UsageEvent[] events =
        [
            .. measured.Select(one =>
                call with
                {
                    Id = one.Id,
                    Source = one.Source,
                    Provider = upstream.Provider,
                    Model = one.Model.Length > 0 ? one.Model : call.Model,
                    Mode = job.Kind == CallKind.Batch ? Mode.Batch : one.Mode,
                    Usage = one.Usage,
                    Attributes = one.Attributes,
                    UnsettledReason = one.UnsettledReason,
                    ReportedCost = one.ReportedCost,
                    ReportedCurrency = one.ReportedCurrency,
                }
            ),
        ];
        var cost = events.Sum(one => rater.Rate(one).ListCost);
        JournalAppend ended;
        using (gate.Enter())
        {
            ended = intake.EndCall(call.Id, events);
            if (events.Length == 0)
            {
                job.Reservation.Release();
            }
            else
            {
                job.Reservation.Settle(cost, 0, 0);
            }
        }

        await ended.WhenDurable();
        return cost;
    }
}
