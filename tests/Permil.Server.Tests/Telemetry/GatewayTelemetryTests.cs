using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Permil.Budgets;

namespace Permil.Server.Telemetry;

public sealed class GatewayTelemetryTests
{
    private const string Chat =
        "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"together\",gen_ai_request_model=\"meta-llama/Llama-3.3-70B\"";

    private const string Tenant = Chat + ",permil_account=\"acme\",permil_sub_account=\"search\"";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteMetrics_CallsOfEveryOutcome_ShowsEachOnceByTheFormatsRules(bool isOpenMetrics)
    {
        using var telemetry = new GatewayTelemetry();
        telemetry.BeginCall();
        telemetry.Record(Sample.Chat);
        telemetry.Record(Sample.Chat with { Duration = TimeSpan.FromMinutes(5), ListCost = null });
        telemetry.Record(
            Sample.Chat with
            {
                Outcome = CallOutcome.Unsettled,
                Reason = "client_hung_up",
                Tokens = default,
                ListCost = null,
                Attempts = 2,
            }
        );
        telemetry.Record(
            Sample.Chat with
            {
                Outcome = CallOutcome.Failed,
                Reason = "connect_timeout",
                HttpStatus = 504,
                Tokens = default,
                ListCost = null,
                TimeToFirstChunk = null,
            }
        );
        telemetry.Record(Sample.Refused);
        telemetry.RecordRefusal("invalid_key");

        var metrics = Scrape(telemetry, isOpenMetrics);

        metrics[$"permil_calls_total{{{Tenant},permil_outcome=\"settled\"}}"].ShouldBe("2");
        metrics[$"permil_calls_total{{{Tenant},permil_outcome=\"unsettled\"}}"].ShouldBe("1");
        metrics[$"permil_calls_total{{{Tenant},permil_outcome=\"failed\"}}"].ShouldBe("1");
        metrics[$"permil_calls_total{{{Tenant},permil_outcome=\"refused\"}}"].ShouldBe("1");
        metrics[$"permil_cost_total{{{Tenant},permil_currency=\"USD\"}}"].ShouldBe("0.000123456789");
        metrics[$"permil_calls_unpriced_total{{{Tenant}}}"].ShouldBe("1");
        metrics["permil_refusals_total{permil_reason=\"budget_exceeded\"}"].ShouldBe("1");
        metrics["permil_refusals_total{permil_reason=\"invalid_key\"}"].ShouldBe("1");
        metrics["permil_unsettled_total{permil_reason=\"client_hung_up\"}"].ShouldBe("1");
        metrics["permil_upstream_attempts_total{permil_upstream=\"together\"}"].ShouldBe("5");
        metrics["permil_calls_in_flight"].ShouldBe("1");
        TokensOf(metrics, "input_tokens").ShouldBe("2000");
        TokensOf(metrics, "output_tokens").ShouldBe("100");
        TokensOf(metrics, "cache_read_input_tokens").ShouldBe("1600");
        TokensOf(metrics, "cache_write_input_tokens").ShouldBe("0");
        TokensOf(metrics, "reasoning_output_tokens").ShouldBe("40");
        const string duration = "gen_ai_client_operation_duration_seconds";
        metrics[$"{duration}_count{{{Chat}}}"].ShouldBe("3");
        metrics[$"{duration}_sum{{{Chat}}}"].ShouldBe("301");
        metrics[$"{duration}_bucket{{{Chat},le=\"0.32\"}}"].ShouldBe("0");
        metrics[$"{duration}_bucket{{{Chat},le=\"0.64\"}}"].ShouldBe("2");
        metrics[$"{duration}_bucket{{{Chat},le=\"+Inf\"}}"].ShouldBe("3");
        metrics[$"{duration}_count{{{Chat},error_type=\"connect_timeout\"}}"].ShouldBe("1");
        metrics[$"gen_ai_server_time_to_first_token_seconds_sum{{{Chat}}}"].ShouldBe("0.375");
        metrics[$"gen_ai_client_operation_time_to_first_chunk_seconds_count{{{Chat}}}"].ShouldBe("3");
        metrics[$"gen_ai_client_token_usage_sum{{{Chat},gen_ai_token_type=\"input\"}}"].ShouldBe("2000");
        metrics[$"gen_ai_client_token_usage_bucket{{{Chat},gen_ai_token_type=\"input\",le=\"1024.0\"}}"].ShouldBe("2");
    }

    [Fact]
    public void WriteMetrics_LabelsThatNeedEscapes_CanBeRead()
    {
        using var telemetry = new GatewayTelemetry();
        telemetry.Record(
            Sample.Chat with
            {
                RequestModel = "a\"b\\c\nd}\u00e9\ud800",
                Account = null,
                SubAccount = null,
            }
        );

        Scrape(telemetry)
            .Samples.Keys.ShouldContain(
                "permil_calls_unpriced_total{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"together\","
                    + "gen_ai_request_model=\"a\\\"b\\\\c\\nd}\u00e9\ufffd\"}"
            );
    }

    [Fact]
    public void Record_MoreModelsThanAreToldApart_CountsTheRestAsOther()
    {
        using var telemetry = new GatewayTelemetry(new TelemetryOptions { MaxLabelValues = 3 });
        for (var i = 0; i < 10; i++)
        {
            telemetry.Record(Sample.Chat with { RequestModel = $"m{i}" });
        }

        CallsByModel(telemetry).ShouldBe([("m0", 1), ("m1", 1), ("m2", 1), ("other", 7)]);
    }

    [Fact]
    public void Record_FailedOrRefusedCallOfUnknownModel_TakesNoPlace()
    {
        using var telemetry = new GatewayTelemetry(new TelemetryOptions { MaxLabelValues = 1 });
        telemetry.Record(Sample.Refused with { RequestModel = "made-up-1" });
        telemetry.Record(
            Sample.Chat with
            {
                RequestModel = "made-up-2",
                Outcome = CallOutcome.Failed,
                HttpStatus = 404,
            }
        );
        telemetry.Record(Sample.Chat with { RequestModel = "real" });

        CallsByModel(telemetry).ShouldBe([("other", 2), ("real", 1)]);
    }

    [Fact]
    public void Record_MoreCombinationsThanSeries_CountsEveryCallOnce()
    {
        using var telemetry = new GatewayTelemetry(new TelemetryOptions { MaxSeries = 20 });
        for (var i = 0; i < 1_000; i++)
        {
            telemetry.Record(Sample.Chat with { RequestModel = $"m{i % 30}", SubAccount = $"t{i % 7}" });
        }

        var calls = Scrape(telemetry)
            .Samples.Where(sample =>
                sample.Key.StartsWith("permil_calls_total", StringComparison.Ordinal)
                && sample.Key.Contains("\"settled\"", StringComparison.Ordinal)
            )
            .ToList();
        calls.Count.ShouldBe(21);
        calls.Sum(sample => int.Parse(sample.Value)).ShouldBe(1_000);
    }

    [Fact]
    public void Record_FromManyThreads_LosesNothing()
    {
        using var telemetry = new GatewayTelemetry();
        Parallel.For(0, 20_000, i => telemetry.Record(Sample.Chat with { SubAccount = $"t{i % 3}" }));

        var costs = Scrape(telemetry)
            .Samples.Where(sample => sample.Key.StartsWith("permil_cost_total", StringComparison.Ordinal));
        costs.Sum(sample => decimal.Parse(sample.Value)).ShouldBe(20_000 * 0.000123456789m);
    }

    [Fact]
    public void Record_KnownSeries_AllocatesNothing()
    {
        using var telemetry = new GatewayTelemetry(new TelemetryOptions { MaxLabelValues = 2, MaxSeries = 10 });
        FinishedCall[] calls =
        [
            Sample.Chat,
            Sample.Refused,
            Sample.Chat with
            {
                Outcome = CallOutcome.Failed,
                HttpStatus = 502,
            },
            Sample.Chat with
            {
                RequestModel = "second",
            },
            Sample.Chat with
            {
                RequestModel = "beyond the bound",
            },
        ];
        RecordAll(telemetry, calls, 1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        RecordAll(telemetry, calls, 1_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Meter_SomebodyListens_IsToldTheSameAsTheText()
    {
        using var telemetry = new GatewayTelemetry();
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == telemetry.Meter)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => seen[Key(instrument, tags)] = value
        );
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[Key(instrument, tags)] = value);
        listener.Start();
        telemetry.Record(Sample.Chat);
        listener.RecordObservableInstruments();

        seen["permil.cost"].ShouldBe(0.000123456789);
        seen["permil.calls settled"].ShouldBe(1);
        seen["gen_ai.client.inference.usage.input_tokens"].ShouldBe(1000);
        seen["gen_ai.client.operation.duration"].ShouldBe(0.5);
        seen["gen_ai.server.time_to_first_token"].ShouldBe(0.125);
        seen["gen_ai.client.token.usage input"].ShouldBe(1000);
        seen["gen_ai.client.token.usage output"].ShouldBe(50);
    }

    [Fact]
    public void WriteMetrics_BudgetsWatched_ShowsWhereTheyStand()
    {
        using var telemetry = new GatewayTelemetry(new TelemetryOptions { MaxLabelValues = 2 });
        telemetry.Watch(
            new GatewayReadings
            {
                HasStoreFailed = () => true,
                AlertsWaiting = () => 3,
                Budgets = () => [Standing("b2"), Standing("b1"), Standing("b3")],
            }
        );

        var metrics = Scrape(telemetry);

        metrics["permil_store_failed"].ShouldBe("1");
        metrics["permil_alerts_waiting"].ShouldBe("3");
        metrics["permil_budgets"].ShouldBe("3");
        metrics["permil_budget_amount{permil_budget=\"b1\",permil_currency=\"USD\"}"].ShouldBe("100");
        metrics["permil_budget_spent{permil_budget=\"b2\",permil_currency=\"USD\"}"].ShouldBe("12.3456");
        metrics["permil_budget_reserved{permil_budget=\"b2\",permil_currency=\"USD\"}"].ShouldBe("0.5");
        metrics.Samples.Keys.ShouldNotContain(key => key.Contains("b3", StringComparison.Ordinal));
    }

    internal static ScrapedMetrics Scrape(GatewayTelemetry telemetry, bool isOpenMetrics = false)
    {
        var output = new ArrayBufferWriter<byte>();
        telemetry.WriteMetrics(output, isOpenMetrics ? MetricsFormat.OpenMetrics : MetricsFormat.Prometheus);
        return ScrapedMetrics.Read(Encoding.UTF8.GetString(output.WrittenSpan), isOpenMetrics);
    }

    private static BudgetStanding Standing(string id) =>
        new(
            new Budget
            {
                Id = id,
                Scope = new BudgetScope(),
                Amount = 100,
                Period = BudgetPeriod.Month,
                Action = BudgetAction.Block,
                CreatedAt = Sample.Chat.StartedAt,
            },
            BudgetWindow.Of(BudgetPeriod.Month, Sample.Chat.StartedAt),
            12.3456m,
            0.50m
        );

    private static void RecordAll(GatewayTelemetry telemetry, FinishedCall[] calls, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var call in calls)
            {
                telemetry.Record(call);
            }
        }
    }

    private static string Key(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key is LabelName.TokenType or LabelName.Outcome)
            {
                return $"{instrument.Name} {tag.Value}";
            }
        }

        return instrument.Name;
    }

    private static List<(string Model, int Calls)> CallsByModel(GatewayTelemetry telemetry) =>
        [
            .. Scrape(telemetry)
                .Samples.Where(sample => sample.Key.StartsWith("permil_calls_total", StringComparison.Ordinal))
                .GroupBy(sample => sample.Key.Split("model=\"")[1].Split('"')[0], StringComparer.Ordinal)
                .Select(group => (group.Key, group.Sum(sample => int.Parse(sample.Value))))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal),
        ];

    private static string TokensOf(ScrapedMetrics metrics, string name) =>
        metrics[$"gen_ai_client_inference_usage_{name}_total{{{Tenant},gen_ai_token_modality=\"unknown\"}}"];
}
