using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Permil.Budgets;
using Permil.Server.Gateway.Answers;
using Permil.Server.Gateway.Jobs;
using Permil.Server.Gateway.Upstreams;
using Permil.Usage.Metering;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway;

/// <summary>
/// Calls that have no usage of their own: lists, files, how a job is. They are limited and forwarded; where they tell what
/// a job used, it is metered.
/// </summary>
internal sealed class UnmeteredCalls(
    GatewayOptions options,
    UpstreamSet upstreams,
    UpstreamCalls upstreamCalls,
    OpenJobs jobs,
    ModelList models,
    RecordContext context,
    TimeProvider clock,
    ILogger logger
)
{
    public async Task Handle(HttpContext http, string id, Reservation reservation, Caller caller)
    {
        AnswerHead.AddLimits(http.Response, reservation.Limits);
        var path = UpstreamRequest.PathBelowV1(http.Request);
        using var callClock = new CallClock(options, clock, http.RequestAborted);
        if (HttpMethods.IsGet(http.Request.Method) && path is "/models")
        {
            await models.Answer(http, caller, callClock);
            return;
        }

        if (jobs.AreOfAnother(path, caller))
        {
            await new GatewayError(404, "invalid_request_error", "not_found", $"there is no {path}").Write(
                http,
                CallKind.Other
            );
            return;
        }

        AllowUpload(http, path);
        var hasBody = http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0;
        var sent = await upstreamCalls.Send(
            http.Request,
            [upstreams.First],
            hasBody ? () => new StreamContent(http.Request.Body) : null,
            canRepeat: !hasBody,
            isMetered: HttpMethods.IsGet(http.Request.Method),
            onGivenUp: null,
            callClock
        );
        if (sent.Answer is not { } answer)
        {
            GatewayLog.UpstreamFailed(logger, id, sent.Upstream.Name, sent.Error!.Code);
            if (!callClock.HasClientGone)
            {
                await sent.Error.Write(http, CallKind.Other);
            }

            return;
        }

        using (answer)
        {
            await PassOn(http, caller, path, answer, sent.Upstream, callClock);
        }
    }

    private async Task PassOn(
        HttpContext http,
        Caller caller,
        string path,
        HttpResponseMessage answer,
        Upstream upstream,
        CallClock callClock
    )
    {
        if (HttpMethods.IsGet(http.Request.Method) && answer.IsSuccessStatusCode)
        {
            if (JobDocument.AskedBy(path) is var (kind, id) && jobs.Find(kind, id) is { } job)
            {
                await PassOnJob(http, job, answer, upstream, callClock);
                return;
            }

            if (
                JobDocument.FileAskedBy(path) is { } fileId
                && await BatchOf(fileId, caller, upstream, callClock) is { } batch
            )
            {
                await PassOnOutput(http, batch, answer, upstream, callClock);
                return;
            }
        }

        await PlainAnswer.PassOn(answer, http, callClock);
    }

    /// <summary>How a job is: when it ended, what it used is known, or where that stands.</summary>
    private async Task PassOnJob(
        HttpContext http,
        OpenJob job,
        HttpResponseMessage answer,
        Upstream upstream,
        CallClock callClock
    )
    {
        using var body = new MemoryStream();
        var isWhole = await PlainAnswer.PassOn(answer, http, callClock, piece => body.WriteAsync(piece));
        var bytes = body.ToArray();
        var document = isWhole ? JobDocument.Read(bytes) : null;
        if (document is not { HasEnded: true })
        {
            return;
        }

        job.OutputFileId = document.OutputFileId;
        if (job.Kind != CallKind.Batch)
        {
            await jobs.End(job, upstream, JobUsage.OfDocument(bytes, context, job));
        }
        else if (document.OutputFileId is null)
        {
            await jobs.End(job, upstream, []);
        }
    }

    private async Task PassOnOutput(
        HttpContext http,
        OpenJob batch,
        HttpResponseMessage answer,
        Upstream upstream,
        CallClock callClock
    )
    {
        await using var output = new BatchOutput(batch, context);
        if (await PlainAnswer.PassOn(answer, http, callClock, output.Add))
        {
            await jobs.End(batch, upstream, await output.Finish());
        }
    }

    /// <summary>The open batch whose output a file is; the provider is asked where it is not known yet.</summary>
    private async Task<OpenJob?> BatchOf(string fileId, Caller caller, Upstream upstream, CallClock callClock)
    {
        foreach (var batch in jobs.BatchesThatMayHave(fileId, caller))
        {
            if (batch.OutputFileId is null)
            {
                batch.OutputFileId = (
                    await UpstreamCalls.Ask(upstream, $"/batches/{Uri.EscapeDataString(batch.Id)}", callClock)
                )
                    is { } body
                    ? JobDocument.Read(body)?.OutputFileId
                    : null;
            }

            if (string.Equals(batch.OutputFileId, fileId, StringComparison.Ordinal))
            {
                return batch;
            }
        }

        return null;
    }

    /// <summary>Files pass through without being held, so they may be large.</summary>
    private void AllowUpload(HttpContext http, string path)
    {
        if (
            path.StartsWith("/files", StringComparison.Ordinal)
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
        )
        {
            limit.MaxRequestBodySize = options.MaxFileBytes;
        }
    }
}
