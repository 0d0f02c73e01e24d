using Permil.Pricing;
using Permil.Usage;

namespace Permil.Planning;

public sealed class EstimatorTests
{
    private const string Book = """
        falls-back:
          batch: { mode: serverless, source: page }
        models:
          - id: both
            kind: chat
            prices:
              - { price: { input_tokens: 1, output_tokens: 2 }, until: 2026-06-01, source: page }
              - { price: { input_tokens: 3, output_tokens: 4 }, from: 2026-06-01, source: page }
              - { mode: batch, multiply: { mode: serverless, by: 0.5, meters: [input_tokens, output_tokens] }, source: page }
          - id: plain
            kind: chat
            prices: [{ price: { input_tokens: 1, output_tokens: 2 }, source: page }]
          - id: tiered
            kind: chat
            prices: [{ price: { input_tokens: { graduated: [{ up-to: 1M, amount: 3 }, { amount: 1 }] } }, source: page }]
          - id: tiered-and-blocks
            kind: chat
            prices:
              - { price: { input_tokens: { graduated: [{ up-to: 1M, amount: 3 }, { amount: 1 }] } }, source: page }
              - { price: { output_tokens: 10 }, per: 1K tokens, round-up: true, source: page }
          - id: half
            kind: chat
            prices: [{ price: { input_tokens: 1, output_tokens: not-public }, source: page }]
        """;

    [Fact]
    public void Estimate_NoMode_ShowsBatchOnlyWithItsOwnPrice()
    {
        ModesOf(Estimate("both")).ShouldBe([Mode.Serverless, Mode.Batch]);
        ModesOf(Estimate("plain")).ShouldBe([Mode.Serverless]);
        Estimate("both").Modes[1].Monthly.ShouldBe(Estimate("both").Modes[0].Monthly / 2);
        Estimate("both").Provider.ShouldBe("acme");
    }

    [Fact]
    public void Estimate_TiersBesideBlocks_OnlyTheTiersAreOfTheMonth()
    {
        // A million input tokens at 3; 1,000 requests of 10 output tokens, each a started block of 1,000 at 10.
        Estimate("tiered-and-blocks", output: 10).Monthly.ShouldBe(3m + 10_000m);
    }

    [Fact]
    public void Estimate_AskedMode_IsShownAlone_WithTheFallBackSaid()
    {
        var batch = Estimate("plain", mode: Mode.Batch);

        ModesOf(batch).ShouldBe([Mode.Batch]);
        batch.Monthly.ShouldBe(5m);
        batch.Modes[0].Note.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("2026-05-31T23:59:59Z", "0.001")]
    [InlineData("2026-06-01T00:00:00Z", "0.003")]
    public void Estimate_UsesThePricesOfTheDay(string asOf, string perRequest) =>
        Estimate("both", output: 0, asOf: asOf)
            .Modes[0]
            .PerRequest.ShouldBe(decimal.Parse(perRequest, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Estimate_Tiers_PriceTheMonthAndAverageIt()
    {
        var tiered = Estimate("tiered", requests: 2_000, output: 0).Modes[0];

        tiered.IsAveraged.ShouldBeTrue();
        tiered.Monthly.ShouldBe(4m);
        tiered.PerRequest.ShouldBe(0.002m);
        Estimate("tiered", requests: 0, output: 0).Modes[0].PerRequest.ShouldBeNull();
        Estimate("tiered", requests: 3_000, output: 0).Modes[0].PerRequest.ShouldBe(0.001666666667m);
    }

    [Fact]
    public void Estimate_PartWithoutPrice_HasNoTotal()
    {
        var half = Estimate("half").Modes[0];

        half.PerRequest.ShouldBeNull();
        half.Monthly.ShouldBeNull();
        half.PerRequestOf(Meters.InputTokens).ShouldBe(0.001m);
        half.PerRequestOf(Meters.OutputTokens).ShouldBeNull();
        half.Note!.ShouldContain("without a public price");
    }

    [Fact]
    public void Estimate_GivenPrices_CachedInputIsBilledAsInputUnlessGiven()
    {
        var prices = new Dictionary<Meter, decimal> { [Meters.InputTokens] = 2, [Meters.OutputTokens] = 8 };
        var book = GivenPrices.Book("m", prices, "EUR", new DateOnly(2026, 5, 15));

        var estimate = new Estimator(new PriceCatalog([book]), TestBooks.Noon).Estimate(
            new Workload
            {
                Model = "m",
                RequestsPerMonth = 1_000,
                PerRequest = [new(Meters.InputTokens, 500), new(Meters.CachedInputTokens, 500)],
            }
        );

        estimate.Modes[0].PerRequest.ShouldBe(0.002m);
        estimate.Modes[1].Monthly.ShouldBe(1m);
        estimate.Modes[1].Note!.ShouldContain("assumption");
    }

    private static IEnumerable<Mode> ModesOf(WorkloadEstimate estimate) => estimate.Modes.Select(mode => mode.Mode);

    private static WorkloadEstimate Estimate(
        string model,
        decimal requests = 1_000,
        decimal output = 2_000,
        Mode? mode = null,
        string asOf = "2026-05-15T12:00:00Z"
    ) =>
        new Estimator(new PriceCatalog([TestBooks.Read(Book)]), TestBooks.At(asOf)).Estimate(
            new Workload
            {
                Model = model,
                Mode = mode,
                RequestsPerMonth = requests,
                PerRequest = [new Measurement(Meters.InputTokens, 1_000), new Measurement(Meters.OutputTokens, output)],
            }
        );
}
