namespace Permil.Usage.Readers;

public sealed class AppLogReaderTests
{
    [Theory]
    [InlineData(
        "\"prompt_tokens\":100,\"completion_tokens\":5,\"cached_tokens\":30",
        null,
        "input_tokens=70 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"prompt_tokens\":100,\"completion_tokens\":5,\"cached_tokens\":30,\"prompt_tokens_details\":{\"cached_tokens\":30}",
        null,
        "input_tokens=70 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"prompt_tokens\":100,\"completion_tokens\":5,\"cached_tokens\":30,\"prompt_tokens_details\":{\"cached_tokens\":0}",
        null,
        "input_tokens=70 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"input_tokens\":100,\"output_tokens\":5,\"input_tokens_details\":{\"cached_tokens\":30}",
        false,
        "input_tokens=70 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"input_tokens\":100,\"output_tokens\":5,\"cached_tokens\":30",
        null,
        "input_tokens=70 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"input_tokens\":100,\"output_tokens\":5,\"cached_tokens\":30",
        false,
        "input_tokens=100 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"input_tokens\":100,\"output_tokens\":5,\"cache_read_input_tokens\":30",
        null,
        "input_tokens=100 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"input_tokens\":100,\"output_tokens\":5,\"cache_read_input_tokens\":30",
        true,
        "input_tokens=70 cached_input_tokens=30 output_tokens=5"
    )]
    [InlineData(
        "\"input_tokens\":100,\"output_tokens\":5,\"cache_creation_input_tokens\":9",
        null,
        "input_tokens=100 cache_write_tokens=9 output_tokens=5"
    )]
    [InlineData("\"prompt_tokens\":100", null, "input_tokens=100")]
    [InlineData("\"prompt_tokens\":100,\"total_tokens\":140", null, "input_tokens=100 output_tokens=40")]
    [InlineData("\"fine_tuning_tokens\":9", null, "fine_tuning_tokens=9")]
    public void Read_CacheConventions_GiveDisjointComponents(string usage, bool? cachedInside, string expected)
    {
        var options = ReadResult.Options with { CachedInsideInput = (_, _) => cachedInside };

        var one = ReadResult.Of($$$"""{"id":"x","model":"m","usage":{{{{usage}}}}}""", options).Single();

        EventText.UsageOf(one).ShouldBe(expected);
    }

    [Fact]
    public void Read_ConventionIsAsked_WithProviderAndModel()
    {
        (string? Provider, string Model)? asked = null;
        var options = ReadResult.Options with
        {
            CachedInsideInput = (provider, model) =>
            {
                asked = (provider, model);
                return true;
            },
        };

        ReadResult.Of("""{"provider":"p","model":"m","input_tokens":5,"cached":5}""", options).Single();

        asked.ShouldBe(("p", "m"));
    }

    [Fact]
    public void Read_UsageThatIsNull_IsUnsettled()
    {
        var one = ReadResult.Of("""{"id":"x","ts":"2026-10-03T00:00:00Z","model":"m","usage":null}""").Single();

        one.Usage.ShouldBeEmpty();
        one.UnsettledReason.ShouldNotBeNull();
    }

    [Fact]
    public void Read_NoId_IsNamedByPlaceAndContent()
    {
        const string Line = """{"model":"m","prompt_tokens":1,"completion_tokens":1}""";

        var once = ReadResult.Of($"{Line}\n{Line}\n");
        var again = ReadResult.Of($"{Line}\n{Line}\n");
        var otherContent = ReadResult.Of(Line.Replace("\"m\"", "\"n\"", StringComparison.Ordinal));

        once.Events.Select(one => one.Id).ShouldBe(again.Events.Select(one => one.Id));
        once.Events[0].Id.ShouldNotBe(once.Events[1].Id);
        otherContent.Events[0].Id.ShouldNotBe(once.Events[0].Id);
        once.Events[0].Time.ShouldBe(ReadResult.Now);
    }

    [Fact]
    public void Read_Defaults_FillOnlyWhatIsMissing()
    {
        var options = ReadResult.Options with
        {
            Defaults = new Dictionary<string, string>
            {
                ["provider"] = "together",
                ["tenant"] = "nobody",
                ["env"] = "prod",
                ["mode"] = "batch",
                ["tag:region"] = "eu",
            },
        };

        var one = ReadResult.Of("""{"id":"x","model":"m","tenant":"t","prompt_tokens":1}""", options).Single();

        EventText
            .Of(one)
            .ShouldBe(
                "app-log/x 2026-11-21T00:00:00 m provider:together mode:batch tenant:t env:prod tags:region=eu | input_tokens=1"
            );
    }

    [Fact]
    public void Read_DefaultsOfAnExchange_ComeAfterWhatItSays()
    {
        var options = ReadResult.Options with
        {
            Defaults = new Dictionary<string, string>
            {
                ["provider"] = "default",
                ["tenant"] = "default",
                ["env"] = "default",
            },
        };

        var one = ReadResult
            .Of(
                """{"provider":"together","tenant":"t","request":{"model":"m"},"response":{"id":"r","object":"chat.completion","model":"m","usage":{"prompt_tokens":1,"completion_tokens":1}}}""",
                options
            )
            .Single();

        one.Provider.ShouldBe("together");
        one.SubAccount.ShouldBe("t");
        one.Environment.ShouldBe("default");
    }

    [Fact]
    public void Read_UnknownMode_IsRejected() =>
        ReadResult
            .Of("""{"id":"x","model":"m","prompt_tokens":1,"mode":"warp"}""")
            .Rejected.ShouldHaveSingleItem()
            .Reason.ShouldStartWith("mode: found 'warp', allowed: serverless, batch");
}
