using Permil.Usage;

namespace Permil.Pricing;

/// <summary>The shipped price books, asked as a program would ask them.</summary>
public sealed class PriceBooksTests
{
    private static readonly string[] Providers = ["together", "openai", "anthropic", "google"];
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly PriceCatalog Catalog = new([.. Providers.Select(Repository.ReadBook)]);

    [Theory]
    [InlineData("together", 190)]
    [InlineData("openai", 50)]
    [InlineData("anthropic", 20)]
    [InlineData("google", 15)]
    public void Read_OfAShippedBook_HasModelsWithPrices(string provider, int modelsAtLeast)
    {
        var book = Repository.ReadBook(provider);

        book.Provider.ShouldBe(provider);
        book.Currency.ShouldBe("USD");
        book.Models.Count.ShouldBeGreaterThan(modelsAtLeast);
        var priced = book.Prices.Select(price => price.Model?.Id).ToHashSet(StringComparer.Ordinal);
        book.Models.Where(model => !priced.Contains(model.Id)).ShouldBeEmpty();
    }

    [Fact]
    public void Read_OfTheShippedBooks_UsesEverySource()
    {
        foreach (var book in Providers.Select(Repository.ReadBook))
        {
            var used = book
                .Prices.SelectMany(price => price.Conflicts.Select(conflict => conflict.Source).Append(price.Source))
                .Concat(book.ModeFallbacks.Values.Select(fallback => fallback.Source))
                .Select(source => source.Key)
                .ToHashSet(StringComparer.Ordinal);
            book.Sources.Keys.Where(key => !used.Contains(key)).ShouldBeEmpty(book.File);
        }
    }

    [Theory]
    [InlineData("4B", "dense", "0.1")]
    [InlineData("4.1B", "dense", "0.2")]
    [InlineData("8B", "dense", "0.2")]
    [InlineData("8.1B", "dense", "0.3")]
    [InlineData("21B", "dense", "0.3")]
    [InlineData("41B", "dense", "0.8")]
    [InlineData("80B", "dense", "0.9")]
    [InlineData("110B", "dense", "1.8")]
    [InlineData("56B", "moe", "0.6")]
    [InlineData("56.1B", "moe", "1.2")]
    [InlineData("176B", "moe", "1.2")]
    [InlineData("480B", "moe", "2.4")]
    public void Find_BySize_IsThePriceOfTheClass(string parameters, string architecture, string amount)
    {
        foreach (var meter in (Meter[])[Meters.InputTokens, Meters.OutputTokens])
        {
            Find("together", "a-new-model", meter, ("parameters", parameters), ("architecture", architecture))
                .ShouldBe(amount);
        }
    }

    [Theory]
    [InlineData("110.1B", "dense")]
    [InlineData("480.1B", "moe")]
    public void Find_AboveTheLargestClass_HasNoPrice(string parameters, string architecture) =>
        Ask(
            "together",
            "a-new-model",
            Meters.InputTokens,
            Mode.Serverless,
            Now,
            ("parameters", parameters),
            ("architecture", architecture)
        )
            .Reason!.ShouldContain("above the largest");

    [Theory]
    [InlineData("Llama 3 70B Lite", "0.54")]
    [InlineData("Llama 3 70B Turbo", "0.88")]
    [InlineData("Llama 3 70B Reference", "0.9")]
    [InlineData("Qwen 2 72B", "0.9")]
    [InlineData("DeepSeek-V3", "1.25")]
    [InlineData("together_ai/deepseek-ai/DeepSeek-V3", "1.25")]
    public void Find_ByANameOfTheListOf2025_IsItsPrice(string model, string amount)
    {
        Find("together", model, Meters.InputTokens).ShouldBe(amount);
        Find("together", model, Meters.OutputTokens).ShouldBe(amount);
    }

    [Theory]
    [InlineData("lite", "0.54")]
    [InlineData("turbo", "0.88")]
    [InlineData("reference", "0.9")]
    public void Find_ByVariant_IsThePriceOfTheVariant(string variant, string amount) =>
        Find("together", "Llama 3 70B", Meters.OutputTokens, ("variant", variant)).ShouldBe(amount);

    [Theory]
    [InlineData("2026-05-15", "3.99")]
    [InlineData("2026-06-15", "6.49")]
    [InlineData("2026-07-15", "5.4")]
    [InlineData("2026-08-24", "5.49")]
    [InlineData("2026-09-30", "3.99")]
    [InlineData("2026-10-01", "5.49")]
    public void Find_OfADedicatedH100_FollowsItsPeriods(string day, string amount) =>
        Shown(Ask("together", "", Meters.DedicatedEndpointHours, Mode.Dedicated, At(day), ("gpu", "h100")))
            .ShouldBe(amount);

    [Theory]
    [InlineData("2026-10-03", "0.44")]
    [InlineData("2026-10-04", "0.52")]
    public void Find_InBatchOfAListedModel_IsHalf(string day, string amount) =>
        Shown(Ask("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", Meters.InputTokens, Mode.Batch, At(day)))
            .ShouldBe(amount);

    [Theory]
    [InlineData("moonshotai/Kimi-K3", "2026-11-01", "3")]
    [InlineData("Qwen/Qwen2.5-7B-Instruct-Turbo", "2026-07-31", "0.15")]
    [InlineData("Qwen/Qwen2.5-7B-Instruct-Turbo", "2026-08-01", "0.3")]
    public void Find_InBatchOfAModelOffTheList_IsTheServerlessPrice(string model, string day, string amount) =>
        Shown(Ask("together", model, Meters.InputTokens, Mode.Batch, At(day))).ShouldBe(amount);

    [Fact]
    public void Find_OfCachedInput_IsTheInputPriceWhereTheListHasNone()
    {
        Find("together", "moonshotai/Kimi-K3", Meters.CachedInputTokens).ShouldBe("0.3");
        Find("together", "zai-org/GLM-5.1", Meters.CachedInputTokens).ShouldBe("1.4");
        Shown(Ask("together", "Qwen/Qwen3.5-397B-A17B", Meters.CachedInputTokens, Mode.Serverless, At("2026-05-01")))
            .ShouldBe("0.6");
        Find("together", "Qwen/Qwen3.5-397B-A17B", Meters.CachedInputTokens).ShouldBe("0.35");
    }

    [Fact]
    public void Find_OfTokensOnReservedGpus_IsFree() =>
        Shown(Ask("together", "project/endpoint", Meters.OutputTokens, Mode.Dedicated, Now)).ShouldBe("0");

    [Theory]
    [InlineData("16B", "0.48")]
    [InlineData("16.5B", "1.5")]
    [InlineData("69B", "1.5")]
    [InlineData("69.5B", "2.9")]
    [InlineData("100B", "2.9")]
    public void Find_OfFineTuning_LeavesNoGapBetweenClasses(string parameters, string amount) =>
        Find(
                "together",
                "a-new-model",
                Meters.FineTuningTokens,
                ("parameters", parameters),
                ("method", "lora"),
                ("objective", "sft")
            )
            .ShouldBe(amount);

    [Fact]
    public void Find_OfFineTuningALargeModel_IsNotPublicExceptWhereItHasAnOwnPrice()
    {
        (string, string)[] lora = [("method", "lora"), ("objective", "dpo")];
        Ask("together", "deepseek-ai/DeepSeek-R1", Meters.FineTuningTokens, Mode.Serverless, Now, lora)
            .Reason!.ShouldContain("without a public price");
        Find("together", "Qwen/Qwen3-235B-A22B", Meters.FineTuningTokens, lora).ShouldBe("15");
    }

    [Theory]
    [InlineData("openai", "gpt-5.4-2026-03-05", "2.5")]
    [InlineData("openai", "gpt-4o-2024-08-06", "2.5")]
    [InlineData("openai", "gpt-4o-2024-05-13", "5")]
    [InlineData("anthropic", "claude-sonnet-4-20250514", "3")]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", "3")]
    [InlineData("anthropic", "claude-3-5-haiku-latest", "0.8")]
    [InlineData("gemini", "gemini-2.5-pro-preview-06-05", "1.25")]
    [InlineData("gemini", "gemini-2.5-flash-preview-05-20", "0.15")]
    [InlineData("together_ai", "openai/gpt-oss-120b", "0.15")]
    public void Find_ByADatedSnapshot_IsThePriceOfTheModel(string provider, string model, string amount) =>
        Find(provider, model, Meters.InputTokens).ShouldBe(amount);

    [Fact]
    public void Conflicts_AreKeptBesideThePrice()
    {
        var price = Ask("together", "Qwen/Qwen3.8-2.4T-A95B", Meters.CachedInputTokens, Mode.Serverless, Now).Stated!;

        var conflict = price.Conflicts.ShouldHaveSingleItem();
        conflict.Amount.ShouldBe(0.25m);
        conflict.Source.Key.ShouldBe("pricing-page");
    }

    private static string Find(string provider, string model, Meter meter, params (string, string)[] attributes) =>
        Shown(Ask(provider, model, meter, Mode.Serverless, Now, attributes));

    private static PriceAnswer Ask(
        string provider,
        string model,
        Meter meter,
        Mode mode,
        DateTimeOffset time,
        params (string Name, string Value)[] attributes
    ) =>
        Catalog.Find(
            new PriceQuery(
                provider,
                model,
                mode,
                meter,
                attributes.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
                time
            )
        );

    private static string Shown(PriceAnswer answer) =>
        answer is { HasPrice: true, Amounts.Shape: PriceShape.Unit unit }
            ? (unit.Amount * answer.Factor).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)
            : answer.Reason ?? "no unit price";

    private static DateTimeOffset At(string day) =>
        DateTimeOffset.ParseExact(
            day,
            "yyyy-MM-dd",
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal
        );
}
