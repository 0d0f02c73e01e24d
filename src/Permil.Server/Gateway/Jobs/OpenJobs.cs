using System.Collections.Concurrent;
using System.Globalization;
using Permil.Budgets;
using Permil.Rating;
using Permil.Server.Gateway.Upstreams;
using Permil.Storage;
using Permil.Usage;
using Permil.Usage.Metering;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Jobs;

/// <summary>
/// Jobs that have not ended. What they use becomes known when somebody asks how they are; until then the most they can
/// cost is held, over restarts too.
/// </summary>
/// <param name="intake">Where their ends are recorded.</param>
/// <param name="rater">What usage costs.</param>
/// <param name="settlement">What unknown usage is settled at.</param>
/// <param name="gate">Keeps budgets and records in step.</param>
/// <param name="upstreams">Who has them.</param>
/// <param name="context">What readers are to assume.</param>
/// <param name="onEnded">Is told of every job that ended.</param>
internal sealed class OpenJobs(
    UsageIntake intake,
    Rater rater,
    Settlement settlement,
    SpendGate gate,
    UpstreamSet upstreams,
    RecordContext context,
    Action<OpenJob, JobBill> onEnded
)
{
    private const string IdAttribute = "job";
    private const string KindAttribute = "job_kind";
    private const string TokensAttribute = "job_tokens";
    private const string UpstreamAttribute = "job_upstream";
    private const string AddressAttribute = "job_address";

    /// <summary>What the name of a call that started a job goes on with, as the name of the job's intent.</summary>
    private const string Suffix = "/job";

    /// <summary>Of a batch with many lines, so many are recorded at a time: a journal's records have a bound.</summary>
    private const int EventsAtOnce = 1_000;

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
        var attributes = intent.Call.Attributes;
        var kind = Enum.Parse<CallKind>(attributes[KindAttribute]);
        var id = attributes[IdAttribute];
        var upstream = upstreams.Find(
            attributes.GetValueOrDefault(UpstreamAttribute, ""),
            attributes.GetValueOrDefault(AddressAttribute, "")
        );
        _jobs[(kind, id)] = new OpenJob(id, kind, intent, reservation, upstream ?? upstreams.First);
    }

    /// <summary>A provider took a job: its call stays open under the job's name.</summary>
    public async Task<OpenJob> Open(Call call, string id, Upstream upstream)
    {
        var kind = call.Request.Kind;
        var intent = new CallIntent(
            call.Event with
            {
                Id = call.Id + Suffix,
                Provider = upstream.Provider,
                Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [IdAttribute] = id,
                    [KindAttribute] = kind.ToString(),
                    [TokensAttribute] = call.Reservation.BatchTokens.ToString(CultureInfo.InvariantCulture),
                    [UpstreamAttribute] = upstream.Name,
                    [AddressAttribute] = upstream.Address,
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
        var job = new OpenJob(id, kind, intent, call.Reservation, upstream);
        _jobs[(kind, id)] = job;
        call.IsJob = true;
        call.HasEnded = true;
        return job;
    }

    public OpenJob? Find(CallKind kind, string id) => _jobs.GetValueOrDefault((kind, id));

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

    /// <summary>Takes what a provider says of a job: one that ended and tells what it used is over.</summary>
    /// <returns>What it cost; <see langword="null"/>: it goes on, or its output has to tell.</returns>
    public async Task<decimal?> Look(OpenJob job, ReadOnlyMemory<byte> body)
    {
        if (JobDocument.Read(body) is not { HasEnded: true } document)
        {
            return null;
        }

        job.OutputFileId = document.OutputFileId;
        return job.Kind != CallKind.Batch ? await End(job, JobUsage.OfDocument(body, document, context, job))
            : document.OutputFileId is null ? await End(job, [])
            : null;
    }

    /// <summary>A job ended and used this; nothing when it failed.</summary>
    /// <returns>What it cost; <see langword="null"/>: another saw it at the same time and ended it.</returns>
    public async Task<decimal?> End(OpenJob job, IReadOnlyList<UsageEvent> measured)
    {
        if (!job.TryBeginEnd())
        {
            return null;
        }

        JobBill bill;
        try
        {
            bill = JobBill.Of(job, measured, rater, settlement);
            await Record(job, bill);
        }
        catch
        {
            job.KeepOpen();
            throw;
        }

        _jobs.TryRemove(new((job.Kind, job.Id), job));
        onEnded(job, bill);
        return bill.ListCost;
    }

    /// <summary>The end comes last: what is recorded twice after a failure is the same by its names.</summary>
    private async Task Record(OpenJob job, JobBill bill)
    {
        var id = job.Intent.Call.Id;
        var recorded = new List<Task>();
        using (gate.Enter())
        {
            var parts = bill.Events.Chunk(EventsAtOnce).ToArray();
            for (var i = 0; i + 1 < parts.Length; i++)
            {
                // No call has this name: only the events count.
                recorded.Add(intake.EndCall($"{id}/{i}", parts[i]).WhenDurable());
            }

            recorded.Add(intake.EndCall(id, parts.LastOrDefault() ?? []).WhenDurable());
            if (bill.Events.Count == 0)
            {
                job.Reservation.Release();
            }
            else
            {
                job.Reservation.Settle(bill.ListCost, 0, 0);
            }
        }

        await Task.WhenAll(recorded);
    }
}
