namespace Permil.Usage.Readers;

public sealed class FieldMapTests
{
    [Theory]
    [InlineData("id", LogField.Id)]
    [InlineData("request_id", LogField.Id)]
    [InlineData("ts", LogField.Time)]
    [InlineData("subAccount", LogField.SubAccount)]
    [InlineData("sub_account", LogField.SubAccount)]
    [InlineData("TENANT", LogField.SubAccount)]
    [InlineData("customer", LogField.Account)]
    [InlineData("endpoint_name", LogField.Feature)]
    [InlineData("usage.prompt_tokens", LogField.PromptTokens)]
    [InlineData("prompt_tokens", LogField.PromptTokens)]
    [InlineData("usage.prompt_tokens_details.cached_tokens", LogField.CachedInsidePrompt)]
    [InlineData("response.usage.input_tokens_details.cached_tokens", LogField.CachedInsidePrompt)]
    [InlineData("usage.cached_tokens", LogField.CachedTokens)]
    [InlineData("cached", LogField.CachedTokens)]
    [InlineData("cache_read_input_tokens", LogField.CachedOutsideInput)]
    [InlineData("usage.input_tokens", LogField.InputTokens)]
    [InlineData("usage.output_tokens", LogField.OutputTokens)]
    public void TryFind_UsualPlaces_AreKnown(string path, LogField field)
    {
        FieldMap.Default.TryFind(path, out var binding).ShouldBeTrue();
        binding.Field.ShouldBe(field);
        binding.Precedence.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void TryFind_NamedFields_CarryTheirNames()
    {
        FieldMap.Default.TryFind("tags.cost-center", out var tag).ShouldBeTrue();
        tag.ShouldBe(new LogFieldBinding(LogField.Tag, tag.Precedence, "cost-center"));
        FieldMap.Default.TryFind("usage.audio_seconds", out var meter).ShouldBeTrue();
        meter.ShouldBe(new LogFieldBinding(LogField.MeterQuantity, meter.Precedence, "audio_seconds"));
        FieldMap.Default.TryFind("width", out var width).ShouldBeTrue();
        width.ShouldBe(new LogFieldBinding(LogField.Attribute, width.Precedence, Attribute.Width));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("usage")]
    [InlineData("usage.nothing")]
    [InlineData("")]
    public void TryFind_OtherPlaces_AreNotRead(string path) => FieldMap.Default.TryFind(path, out _).ShouldBeFalse();

    [Fact]
    public void TryFind_OwnPath_GoesFirst()
    {
        var map = new FieldMap(new Dictionary<string, string> { ["tenant"] = "auth.team", ["model"] = "id" });

        map.TryFind("auth.team", out var own).ShouldBeTrue();
        own.ShouldBe(new LogFieldBinding(LogField.SubAccount, 0, null));
        map.TryFind("id", out var taken).ShouldBeTrue();
        taken.Field.ShouldBe(LogField.Model);
    }

    [Fact]
    public void Read_SeveralPlacesOfOneField_TakesTheSurest()
    {
        var found = ReadResult.Of(
            """{"request_id":"second","id":"first","ts":"2026-10-03T00:00:00Z","model":"m","prompt_tokens":1,"usage":{"prompt_tokens":2,"completion_tokens":3}}"""
        );

        var one = found.Single();
        one.Id.ShouldBe("first");
        one.QuantityOf(Meters.InputTokens).ShouldBe(2);
    }

    [Fact]
    public void Read_OwnMap_NamesFieldsOfOtherShapes()
    {
        var options = ReadResult.Options with
        {
            Map = new Dictionary<string, string>
            {
                ["prompt-tokens"] = "stats.in",
                ["outputTokens"] = "stats.out",
                ["tenant"] = "who.team",
                ["tag:region"] = "where",
                ["audio_seconds"] = "stats.heard",
            },
        };

        var one = ReadResult
            .Of("""{"model":"m","stats":{"in":7,"out":"8","heard":1.5},"who":{"team":"blue"},"where":"eu"}""", options)
            .Single();

        EventText.UsageOf(one).ShouldBe("input_tokens=7 output_tokens=8 audio_seconds=1.5");
        one.SubAccount.ShouldBe("blue");
        one.Tags["region"].ShouldBe("eu");
    }

    [Fact]
    public void LogFieldName_AllFields_CanBeNamed()
    {
        foreach (var field in Enum.GetNames<LogField>())
        {
            if (field is not ("MeterQuantity" or "Attribute" or "Tag"))
            {
                LogFieldName.TryParse(field, out var found, out _).ShouldBeTrue(field);
                found.ToString().ShouldBe(field);
            }
        }
    }
}
