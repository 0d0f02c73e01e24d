using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Permil.Rating;
using Permil.Server.Gateway.Upstreams;
using Permil.Usage.Metering;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Answers;

/// <summary>Passes on an answer that is an event stream: every piece leaves as it comes. A comment at its end says the cost.</summary>
internal sealed class EventStreamAnswer(
    Settlement settlement,
    RecordContext context,
    GatewayOptions options,
    TimeProvider time
)
{
    private const int ReadBytes = 16 * 1024;

    public async Task<Settled> PassOn(
        Call call,
        HttpResponseMessage answer,
        Upstream upstream,
        HttpContext http,
        CallClock clock
    )
    {
        AnswerHead.Copy(answer, http.Response);
        AnswerHead.AddLimits(http.Response, call.Reservation.Limits);
        var meter = new StreamMeter(call.Request, call.Asked.HidesUsage);
        var output = http.Response.BodyWriter;
        var isBroken = false;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(clock.Token);
            await PassOn(call, body, meter, output, clock);
        }
        catch (Exception exception) when (BrokenAnswer.Is(exception, clock))
        {
            isBroken = true;
        }

        var settled = settlement.Settle(call, upstream, meter.Finish(context));
        if (clock.HasClientGone)
        {
            return settled;
        }

        await settled.WhenKept(options.Durability);

        WriteComment(call, settled, output);
        await output.FlushAsync(CancellationToken.None);
        if (isBroken)
        {
            // The caller must see that this is no whole answer.
            http.Abort();
        }

        return settled;
    }

    private async Task PassOn(Call call, Stream body, StreamMeter meter, PipeWriter output, CallClock clock)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (await body.ReadAsync(buffer, clock.Token) is > 0 and var read)
            {
                clock.Touch();
                call.FirstChunk ??= time.GetTimestamp();
                meter.Add(buffer.AsSpan(0, read), output);
                if (options.Durability != CallDurability.Strict || !meter.IsComplete)
                {
                    await output.FlushAsync(clock.Token);
                }
            }

            meter.Complete(output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What the head could not say yet. Clients of event streams pass over comments.</summary>
    private static void WriteComment(Call call, Settled settled, PipeWriter output)
    {
        var text = new StringBuilder(": ");
        text.Append(CallerHeaders.RequestId).Append('=').Append(call.Id);
        if (settled.Cost is { } cost)
        {
            text.Append(' ').Append(CallerHeaders.Cost).Append('=').Append(DecimalText.Of(cost));
        }

        if (call.Reservation.BudgetRemaining is { } remaining)
        {
            text.Append(' ').Append(CallerHeaders.BudgetRemaining).Append('=').Append(DecimalText.Of(remaining));
        }

        text.Append("\n\n");
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }
}
