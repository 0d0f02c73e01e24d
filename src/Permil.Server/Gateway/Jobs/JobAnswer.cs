using Microsoft.AspNetCore.Http;
using Permil.Server.Gateway.Answers;
using Permil.Server.Gateway.Upstreams;

namespace Permil.Server.Gateway.Jobs;

/// <summary>Passes on the answer to a call that starts a job, and keeps the call open until the job has ended.</summary>
internal sealed class JobAnswer(OpenJobs jobs, Settlement settlement)
{
    public async Task PassOn(
        Call call,
        HttpResponseMessage answer,
        Upstream upstream,
        HttpContext http,
        CallClock clock
    )
    {
        AnswerHead.Copy(answer, http.Response);
        AnswerHead.AddLimits(http.Response, call.Reservation.Limits);
        ReadOnlyMemory<byte> body;
        try
        {
            body = await answer.Content.ReadAsByteArrayAsync(clock.Token);
        }
        catch (Exception exception) when (BrokenAnswer.Is(exception, clock))
        {
            settlement.Settle(
                call,
                upstream,
                call.Event with
                {
                    UnsettledReason = "the upstream broke off its answer: whether the job started is not known",
                }
            );
            await BrokenAnswer.Tell(call, upstream, http, clock);
            return;
        }

        decimal? cost = null;
        if (!answer.IsSuccessStatusCode)
        {
            settlement.Settle(call, upstream, null);
        }
        else if (JobDocument.Read(body) is { } job)
        {
            // A job may be over before its start is told.
            cost = await jobs.Look(await jobs.Open(call, job.Id, upstream), body);
        }
        else
        {
            settlement.Settle(call, upstream, call.Event with { UnsettledReason = "the answer names no job" });
        }

        AnswerHead.AddCost(http.Response, cost, call.Reservation.BudgetRemaining);
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, clock.Token);
    }
}
