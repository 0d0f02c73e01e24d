using System.Text.Json;

namespace Permil.Usage.Readers;

public sealed class TogetherReadersTests
{
    [Theory]
    [InlineData("completed", "500", "500", null, null)]
    [InlineData("cancelled", "500", "500", null, null)]
    [InlineData("cancelled", "0", "0", "failed", null)]
    [InlineData("cancelled", "null", "0", null, "the fine-tuning job has no token_count")]
    [InlineData("completed", "0", "0", null, "the fine-tuning job has no token_count")]
    [InlineData("error", "500", "0", null, "the fine-tuning job is 'error', not completed or cancelled")]
    public void FineTune_ByItsStatus(string status, string tokens, string counted, string? outcome, string? unsettled)
    {
        var job = ReadResult
            .Of(
                $$"""{"id":"ft-1","training_file":"f","n_epochs":1,"status":"{{status}}","model":"m","token_count":{{tokens}}}"""
            )
            .Single();

        job.QuantityOf(Meters.FineTuningTokens).ShouldBe(decimal.Parse(counted));
        job.Attributes.GetValueOrDefault(Attribute.Outcome).ShouldBe(outcome);
        job.UnsettledReason.ShouldBe(unsettled);
    }

    [Theory]
    [InlineData("h100-80gb", "h100")]
    [InlineData("H100_SXM_INF", "h100")]
    [InlineData("8x_nvidia_h200_140gb_sxm", "h200")]
    [InlineData("RTX_6000_PCI", "rtx-6000")]
    [InlineData("h100-40gb-mig", "h100-40gb-mig")]
    public void GpuClass_IsTheWholeGpuOrItsSlice(string text, string gpu) => GpuClass.Of(text).ShouldBe(gpu);

    [Theory]
    [InlineData("""{"num_gpus":16,"num_reserved_gpus":8,"billing_type":"RESERVED","duration_hours":168}""", "8", "168")]
    [InlineData("""{"num_gpus":16,"billing_type":"RESERVED"}""", "16", null)]
    [InlineData("""{"num_gpus":16,"num_reserved_gpus":8,"billing_type":"ON_DEMAND"}""", "0", null)]
    [InlineData(
        """{"num_gpus":8,"num_reserved_gpus":8,"reservation_start_time":"2026-09-01T00:00:00+02:00","reservation_end_time":"2026-09-01T00:20:00Z"}""",
        "8",
        "2.333333333333"
    )]
    public void ClusterReservation_SaysHowManyAndHowLong(string cluster, string gpus, string? hours)
    {
        using var document = JsonDocument.Parse(cluster);
        ClusterReservation.GpusOf(document.RootElement).ShouldBe(decimal.Parse(gpus));
        ClusterReservation.HoursOf(document.RootElement).ShouldBe(hours is null ? null : decimal.Parse(hours));
    }

    [Theory]
    [InlineData(167, "on-demand")]
    [InlineData(168, "7-30d")]
    [InlineData(720, "7-30d")]
    [InlineData(721, "31-90d")]
    [InlineData(4320, "91-180d")]
    [InlineData(4321, "181d+")]
    public void ClusterReservation_HasATermByItsLength(int hours, string term) =>
        ClusterReservation.TermOf(hours).ShouldBe(term);
}
