using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Permil.Budgets;
using Permil.Server.Gateway.Answers;
using Permil.Server.Gateway.Jobs;
using Permil.Server.Gateway.Upstreams;
using Permil.Server.Hosting;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway;

/// <summary>
/// Calls that have no usage of their own: lists, files, how a job is. They are limited and forwarded; where they tell what
/// a job used, it is metered.
/// </summary>
internal sealed class UnmeteredCalls(
    GatewayOptions options,
    UpstreamCalls upstreamCalls,
    OpenJobs jobs,
    ModelList models,
    RecordContext context,
    CallTelemetry telemetry,
    TimeProvider clock,
    ILogger logger
)
{
    /// <param name="http">The call.</param>
    /// <param name="id">Its name.</param>
    /// <param name="reservation">What it was admitted with.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="chosen">Where it goes, unless it is about a job that another upstream has.</param>
    /// <returns>Why the call is refused; <see langword="null"/>: it was answered.</returns>
    public async Task<GatewayError?> Handle(
        HttpContext http,
        string id,
        Reservation reservation,
        Caller caller,
        Upstream chosen
    )
    {
        AnswerHead.AddLimits(http.Response, reservation.Limits);
        var path = UpstreamRequest.PathBelowV1(http.Request);
        using var callClock = new CallClock(options, clock, http.RequestAborted);
        if (HttpMethods.IsGet(http.Request.Method) && path is "/models")
        {
            await models.Answer(http, caller, chosen, callClock);
            telemetry.Unmetered(chosen.Name, http.Response.StatusCode);
            return null;
        }

        var named = JobDocument.NamedBy(path);
        var job = named is var (kind, jobId, _) ? jobs.Find(kind, jobId) : null;
        if (job is not null && !job.BelongsTo(caller))
        {
            return GatewayError.NotFound($"no such job: {job.Id}");
        }

        if (JobDocument.FileAskedBy(path) is { } output && jobs.IsOutputOfAnother(output, caller))
        {
            return GatewayError.NotFound($"no such file: {output}");
        }

        var isGet = HttpMethods.IsGet(http.Request.Method);
        var asked = isGet && named is { IsState: true } ? job : null;
        var batch =
            isGet && JobDocument.FileAskedBy(path) is { } fileId ? await BatchOf(fileId, caller, callClock) : null;

        // Files pass through without being held, so they may be large.
        var isFile = path.StartsWith("/files", StringComparison.OrdinalIgnoreCase);
        var mostBytes = isFile ? options.MaxFileBytes : options.MaxBodyBytes;
        BodyLimit.Set(http.Request, mostBytes);
        if (http.Request.ContentLength > mostBytes)
        {
            return GatewayError.TooLarge(mostBytes);
        }

        var hasBody = http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0;
        var sent = await upstreamCalls.Send(
            http.Request,
            [(job ?? batch)?.Upstream ?? chosen],
            hasBody ? () => new CallerBody(http.Request.Body, http.Request.ContentLength, mostBytes, callClock) : null,
            canRepeat: !hasBody,
            isMetered: asked is not null || batch is not null,
            onGivenUp: null,
            callClock
        );
        if (sent.Answer is not { } answer)
        {
            return await Fail(http, id, sent, callClock);
        }

        using (answer)
        {
            telemetry.Unmetered(sent.Upstream.Name, (int)answer.StatusCode);
            await PassOn(http, asked, batch, answer, callClock);
            return null;
        }
    }

    private async Task<GatewayError?> Fail(HttpContext http, string id, Sent sent, CallClock callClock)
    {
        if (callClock.HasClientGone)
        {
            telemetry.Refused("client_hung_up");
            return null;
        }

        if (sent.IsCallers)
        {
            return sent.Error;
        }

        GatewayLog.UpstreamFailed(logger, id, sent.Upstream.Name, sent.Error!.Code);
        telemetry.Unmetered(sent.Upstream.Name, sent.Error.Status);
        await sent.Error.Write(http, Usage.Metering.CallKind.Other);
        return null;
    }

    private async Task PassOn(
        HttpContext http,
        OpenJob? asked,
        OpenJob? batch,
        HttpResponseMessage answer,
        CallClock callClock
    )
    {
        // A part of an answer does not tell what a job used.
        var isWhole = answer.StatusCode == System.Net.HttpStatusCode.OK;
        if (asked is not null && isWhole)
        {
            using var body = new MemoryStream();
            if (await PlainAnswer.PassOn(answer, http, callClock, piece => body.WriteAsync(piece)))
            {
                await jobs.Look(asked, body.ToArray());
            }
        }
        else if (batch is not null && isWhole)
        {
            await using var output = new BatchOutput(batch, context);
            if (await PlainAnswer.PassOn(answer, http, callClock, output.Add))
            {
                await jobs.End(batch, await output.Finish());
            }
        }
        else
        {
            await PlainAnswer.PassOn(answer, http, callClock);
        }
    }

    /// <summary>The open batch whose output a file is; its provider is asked where it is not known yet.</summary>
    private async Task<OpenJob?> BatchOf(string fileId, Caller caller, CallClock callClock)
    {
        foreach (var batch in jobs.BatchesThatMayHave(fileId, caller))
        {
            if (batch.OutputFileId is null)
            {
                batch.OutputFileId = (
                    await UpstreamCalls.Ask(batch.Upstream, $"/batches/{Uri.EscapeDataString(batch.Id)}", callClock)
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
}
