using Permil.Server.Gateway.Upstreams;
using Permil.Usage.Metering;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Answers;

/// <summary>Reads an answer that another upstream is asked instead of: if it used something, that is billed too.</summary>
internal sealed class GivenUpAnswer(Settlement settlement, RecordContext context)
{
    private const int MaxBytes = 64 * 1024;

    /// <returns>Whether another upstream may be asked: budgets have room for what this attempt used beside the next.</returns>
    public async Task<bool> Meter(Call call, HttpResponseMessage answer, Upstream upstream, CallClock clock)
    {
        if (call.IsMeasuredByRequest)
        {
            // An error's body says nothing of what was used.
            return true;
        }

        var meter = new AnswerMeter(call.Request);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(clock.Token);
            var buffer = new byte[MaxBytes];
            var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, clock.Token);
            meter.Add(buffer.AsSpan(0, read));
        }
        catch (Exception exception) when (BrokenAnswer.Is(exception, clock))
        {
            // It said that it does nothing; how it ends does not matter.
            return true;
        }

        var measured = meter.Finish(context, isWhole: true);
        if (measured.Usage.Count > 0)
        {
            var id = $"{call.Id}/{call.EarlierAttempts.Count + 1}";
            call.EarlierAttempts.Add(settlement.Named(call, upstream, measured, id));

            // Without a price it may have cost as much as it was held at.
            var cost = settlement.CostOf(call, upstream, measured) ?? call.Bound.ListCost ?? 0;
            return call.Reservation.TryExtend(cost);
        }

        return true;
    }
}
