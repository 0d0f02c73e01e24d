using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

public sealed class BulkDimensionsTests
{
    private static readonly UsageEvent Full = new()
    {
        Id = "a",
        Source = "s",
        Time = BothWays.DefaultTime,
        Provider = "provider",
        Model = "model",
        Mode = Mode.Batch,
        Account = "account",
        SubAccount = "tenant",
        Feature = "feature",
        Environment = "env",
        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "red", ["cost"] = "c1" },
    };

    private static readonly BulkDimensions All = Of("tag:team", "env", "account", "tenant", "feature", "model", "day");

    [Fact]
    public void Count_OfKeys_IsThreeThatDecidePricesAndTheTextsAskedForOnce()
    {
        Of().Count.ShouldBe(3);
        Of("provider", "model", "mode", "meter", "sku", "hour", "day", "month").Count.ShouldBe(3);
        All.Count.ShouldBe(8);
        Of("tenant", "env", "tenant").Count.ShouldBe(5);
        Of("tag:a", "tag:b", "tag:a").Count.ShouldBe(5);
    }

    [Fact]
    public void NumberOf_Key_IsItsPlaceBehindThePricedOnes()
    {
        Names(All, "tag:team", "env", "account", "tenant", "feature").ShouldBe([3, 4, 5, 6, 7]);
        Names(All, "model", "provider", "mode", "day", "meter", "tag:cost", "tag:Team")
            .ShouldBe([-1, -1, -1, -1, -1, -1, -1]);
        Names(Of("tenant"), "env", "account", "feature", "tag:team").ShouldBe([-1, -1, -1, -1]);
    }

    [Fact]
    public void NumberOf_Field_IsWhereAnyPlaceOfTheFieldGoes()
    {
        All.NumberOf(new LogFieldBinding(LogField.Provider, 9, null)).ShouldBe(0);
        All.NumberOf(new LogFieldBinding(LogField.Model, 9, null)).ShouldBe(1);
        All.NumberOf(new LogFieldBinding(LogField.Mode, 9, null)).ShouldBe(2);
        All.NumberOf(new LogFieldBinding(LogField.Tag, 9, "team")).ShouldBe(3);
        All.NumberOf(new LogFieldBinding(LogField.Tag, 9, "cost")).ShouldBe(-1);
        All.NumberOf(new LogFieldBinding(LogField.Tag, 9, null)).ShouldBe(-1);
        All.NumberOf(new LogFieldBinding(LogField.SubAccount, 9, null)).ShouldBe(6);
        All.NumberOf(new LogFieldBinding(LogField.Id, 9, null)).ShouldBe(-1);
        Of().NumberOf(new LogFieldBinding(LogField.SubAccount, 9, null)).ShouldBe(-1);
    }

    [Fact]
    public void AreOfCharges_AnyKeyOfAMeterOrSku_IsTrue()
    {
        Of().AreOfCharges.ShouldBeFalse();
        Of("model", "tenant").AreOfCharges.ShouldBeFalse();
        Of("model", "sku").AreOfCharges.ShouldBeTrue();
        Of("meter").AreOfCharges.ShouldBeTrue();
    }

    [Fact]
    public void HasTags_AnyKeyOfATag_IsTrue()
    {
        Of("model", "tenant").HasTags.ShouldBeFalse();
        Of("tenant", "tag:team").HasTags.ShouldBeTrue();
    }

    [Fact]
    public void With_EachDimension_ChangesItAlone()
    {
        static UsageEvent Changed(int dimension, string text = "x") =>
            All.With(Full, dimension, text).ShouldNotBeNull();

        Changed(0).ShouldBe(Full with { Provider = "x" });
        Changed(1).ShouldBe(Full with { Model = "x" });
        Changed(2, "stream").ShouldBe(Full with { Mode = Mode.Serverless });
        Changed(2, "dedicated").ShouldBe(Full with { Mode = Mode.Dedicated });
        Changed(4).ShouldBe(Full with { Environment = "x" });
        Changed(5).ShouldBe(Full with { Account = "x" });
        Changed(6).ShouldBe(Full with { SubAccount = "x" });
        Changed(7).ShouldBe(Full with { Feature = "x" });
        var tagged = Changed(3);
        tagged.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).ShouldBe([new("cost", "c1"), new("team", "x")]);
        (tagged with { Tags = Full.Tags }).ShouldBe(Full);
        Full.Tags["team"].ShouldBe("red");
    }

    [Fact]
    public void With_NoMode_IsNull() => All.With(Full, 2, "teleport").ShouldBeNull();

    [Fact]
    public void AreSame_Events_LooksAtEveryDimensionAndNothingElse()
    {
        All.AreSame(Full, Full with { Id = "b", UnsettledReason = "x" }).ShouldBeTrue();
        for (var dimension = 0; dimension < All.Count; dimension++)
        {
            var other = All.With(Full, dimension, dimension == 2 ? "cluster" : "x")!;
            All.AreSame(Full, other).ShouldBeFalse($"{dimension}");
            All.AreSame(other, Full).ShouldBeFalse($"{dimension}");
            Of().AreSame(Full, other).ShouldBe(dimension >= BulkDimensions.PricedCount, $"{dimension}");
        }

        All.AreSame(Full, Full with { Account = null }).ShouldBeFalse();
        All.AreSame(Full, Full with { Account = "Account" }).ShouldBeFalse();
        All.AreSame(Full, All.With(Full, 3, "Red")!).ShouldBeFalse();
    }

    private static BulkDimensions Of(params string[] keys) => new([.. keys.Select(key => GroupKey.Parse(key)!)]);

    private static IEnumerable<int> Names(BulkDimensions dimensions, params string[] keys) =>
        keys.Select(key => dimensions.NumberOf(GroupKey.Parse(key)!));
}
