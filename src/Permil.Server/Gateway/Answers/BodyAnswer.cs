using System.Buffers;
using Microsoft.AspNetCore.Http;
using Permil.Server.Gateway.Upstreams;
using Permil.Usage;
using Permil.Usage.Metering;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Answers;

/// <summary>
/// Passes on an answer that is one body. It is held until its usage is known, so that its head can say the cost; a body
/// too large for that, or one that plays as it comes (audio), leaves as it comes.
/// </summary>
internal sealed class BodyAnswer(Settlement settlement, RecordContext context, GatewayOptions options)
{
    /// <summary>Longer bodies are not held.</summary>
    private const int MaxHeldBytes = 1 << 20;

    private const int ReadBytes = 16 * 1024;

    public async Task<Settled> PassOn(
        Call call,
        HttpResponseMessage answer,
        Upstream upstream,
        HttpContext http,
        CallClock clock
    )
    {
        var meter = new AnswerMeter(call.Request);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        var held = 0;
        var isHeld = IsJson(answer) || call.Asked.Transcription is not null;
        try
        {
            AnswerHead.Copy(answer, http.Response);
            AnswerHead.AddLimits(http.Response, call.Reservation.Limits);
            await using var body = await answer.Content.ReadAsStreamAsync(clock.Token);
            if (!isHeld)
            {
                AnswerHead.AddCost(http.Response, CostOfRequest(call, upstream, answer), null);
                Begin(answer, http);
            }

            while (true)
            {
                if (held == buffer.Length)
                {
                    buffer = Grown(buffer);
                }

                var read = await body.ReadAsync(buffer.AsMemory(held), clock.Token);
                if (read == 0)
                {
                    break;
                }

                clock.Touch();
                meter.Add(buffer.AsSpan(held, read));
                if (isHeld && held + read <= MaxHeldBytes)
                {
                    held += read;
                    continue;
                }

                if (isHeld)
                {
                    isHeld = false;
                    Begin(answer, http);
                }

                held = await PassOn(buffer, held, read, http, clock);
            }
        }
        catch (Exception exception) when (BrokenAnswer.Is(exception, clock))
        {
            ArrayPool<byte>.Shared.Return(buffer);
            var broken = settlement.Settle(call, upstream, meter.Finish(context, isWhole: false));
            await BrokenAnswer.Tell(call, upstream, http, clock);
            return broken;
        }

        try
        {
            var settled = settlement.Settle(
                call,
                upstream,
                Measured(call, meter.Finish(context, isWhole: true), answer)
            );
            await settled.WhenKept(options.Durability);
            if (isHeld)
            {
                AnswerHead.AddCost(http.Response, settled.Cost, call.Reservation.BudgetRemaining);
                var bytes =
                    call.Asked.Transcription?.Of(buffer.AsMemory(0, held), http.Response) ?? buffer.AsMemory(0, held);
                http.Response.ContentLength = bytes.Length;
                await Write(http, bytes, clock);
            }
            else if (held > 0)
            {
                await Write(http, buffer.AsMemory(0, held), clock);
            }

            return settled;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>An error of the upstream bills nothing, unless it says what it used.</summary>
    private static UsageEvent Measured(Call call, UsageEvent measured, HttpResponseMessage answer) =>
        (int)answer.StatusCode >= 400 && (measured.Usage.Count == 0 || call.IsMeasuredByRequest)
            ? measured with
            {
                Usage = [],
                UnsettledReason = null,
                Attributes = new Dictionary<string, string>(measured.Attributes, StringComparer.Ordinal)
                {
                    [Usage.Attribute.Outcome] = Usage.Attribute.Failed,
                },
            }
            : measured;

    /// <summary>What the request alone tells, for answers whose end is too late to say it.</summary>
    private decimal? CostOfRequest(Call call, Upstream upstream, HttpResponseMessage answer)
    {
        if (call.Request.Kind != CallKind.Speech || !answer.IsSuccessStatusCode)
        {
            return null;
        }

        // Any byte that is no JSON stands for the sound: without one there would be no answer to bill.
        var meter = new AnswerMeter(call.Request);
        meter.Add([0]);
        return settlement.CostOf(call, upstream, meter.Finish(context, isWhole: true));
    }

    private static void Begin(HttpResponseMessage answer, HttpContext http) =>
        http.Response.ContentLength = answer.Content.Headers.ContentLength;

    /// <summary>Writes what was read; strict durability keeps the latest piece, since it may be the last.</summary>
    /// <returns>How many bytes at the buffer's start are still to be written.</returns>
    private async ValueTask<int> PassOn(byte[] buffer, int held, int read, HttpContext http, CallClock clock)
    {
        var kept = options.Durability == CallDurability.Strict ? read : 0;
        await Write(http, buffer.AsMemory(0, held + read - kept), clock);
        buffer.AsSpan(held + read - kept, kept).CopyTo(buffer);
        return kept;
    }

    private static bool IsJson(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType is { } type
        && type.EndsWith("json", StringComparison.OrdinalIgnoreCase);

    private static async ValueTask Write(HttpContext http, ReadOnlyMemory<byte> bytes, CallClock clock)
    {
        if (bytes.Length > 0)
        {
            await http.Response.BodyWriter.WriteAsync(bytes, clock.Token);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
