using System.Text;
using Permil.Focus.Validation;
using Permil.Focus.Validation.Requirements;
using Xunit.Abstractions;

namespace Permil.Storage.Focus;

/// <summary>
/// The published requirements models are not kept in the repository: <c>PERMIL_FOCUS_MODELS</c> names their folder,
/// otherwise they are looked for beside the working copy. Where they are absent the tests named for them pass unrun and
/// say so.
/// </summary>
public sealed class RequirementsModelTests(ITestOutputHelper output)
{
    private const string Small = """
        {
          "Details": { "ModelVersion": "1.0", "FOCUSVersion": "1.3" },
          "ApplicabilityCriteria": { "REGION_SUPPORTED": {} },
          "ModelRules": {
            "Region-C-000-C": { "Reference": "RegionName", "EntityType": "Column", "Status": "Active", "Type": "Static",
              "ApplicabilityCriteria": ["REGION_SUPPORTED"],
              "ValidationCriteria": { "MustSatisfy": "Both", "Keyword": "MUST", "Dependencies": [],
                "Requirement": { "CheckFunction": "AND", "Items": [
                  { "CheckFunction": "CheckModelRule", "ModelRuleId": "Region-C-001-M" },
                  { "CheckFunction": "CheckModelRule", "ModelRuleId": "Region-C-002-M" } ] },
                "Condition": { "CheckFunction": "CheckNotValue", "ColumnName": "RegionId", "Value": null } } },
            "Region-C-001-M": { "Reference": "RegionName", "EntityType": "Column", "Status": "Active", "Type": "Static",
              "ApplicabilityCriteria": [],
              "ValidationCriteria": { "MustSatisfy": "A name", "Keyword": "MUST NOT", "Dependencies": [],
                "Requirement": { "CheckFunction": "CheckNotValue", "ColumnName": "RegionName", "Value": null },
                "Condition": {} } },
            "Region-C-002-M": { "Reference": "RegionName", "EntityType": "Column", "Status": "Active", "Type": "Static",
              "ApplicabilityCriteria": [],
              "ValidationCriteria": { "MustSatisfy": "Unheard of", "Keyword": "MUST", "Dependencies": [],
                "Requirement": { "CheckFunction": "CheckMoon", "ColumnName": "RegionName" },
                "Condition": {} } }
          }
        }
        """;

    private static readonly string Folder =
        Environment.GetEnvironmentVariable("PERMIL_FOCUS_MODELS")
        ?? Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "shared", "facts", "focus")
        );

    [Theory]
    [InlineData("model-1.2.json", 230)]
    [InlineData("model-1.3-derived.json", 265)]
    public void PublishedModel_ValidFile_FailsNoMust(string name, int least)
    {
        if (RulesOf(name) is not { } rules)
        {
            return;
        }

        var report = FocusValidationTests.Validate(new FocusSample(), rules);

        Failed(report).ShouldBeEmpty();
        report.Checked.Count(result => result.Outcome == FocusOutcome.Pass).ShouldBeGreaterThan(least);
        report
            .Checked.Where(result => result.Outcome == FocusOutcome.Skipped)
            .ShouldAllBe(result => !string.IsNullOrEmpty(result.Reason));
    }

    [Theory]
    [InlineData("model-1.2.json")]
    [InlineData("model-1.3-derived.json")]
    public void PublishedModel_EveryFunction_IsKnown(string name)
    {
        if (RulesOf(name) is { } rules)
        {
            rules.ShouldAllBe(rule =>
                rule.SkippedBecause == null || !rule.SkippedBecause.Contains("not known", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void PublishedModel_WrongRules_AreListedWithTheReason()
    {
        if (RulesOf("model-1.2.json") is { } rules)
        {
            rules
                .Where(rule =>
                    rule.SkippedBecause?.StartsWith("the model has this rule wrong", StringComparison.Ordinal) == true
                )
                .Select(rule => rule.Id)
                .ShouldBe(
                    [
                        "CommitmentDiscountQuantity-C-007-C",
                        "CommitmentDiscountStatus-C-003-C",
                        "CommitmentDiscountStatus-C-004-C",
                        "CommitmentDiscountStatus-C-005-M",
                        "ConsumedQuantity-C-006-C",
                        "EffectiveCost-C-005-C",
                        "InvoiceId-C-004-C",
                        "InvoiceId-C-005-C",
                        "PricingCurrencyEffectiveCost-C-004-M",
                    ],
                    ignoreOrder: true
                );
        }
    }

    [Theory]
    [InlineData(FocusSample.Tokens, "ListCost", "7.39", "CAU-ListCost-C-011-C")]
    [InlineData(FocusSample.Tokens, "BilledCost", null, "CAU-BilledCost-C-003-M")]
    [InlineData(FocusSample.Tokens, "ChargeCategory", "usage", "CAU-ChargeCategory-C-003-M")]
    [InlineData(FocusSample.Tokens, "ServiceSubcategory", "Containers", "CAU-ServiceSubcategory-C-004-M")]
    [InlineData(FocusSample.Tokens, "ConsumedUnit", null, "CAU-ConsumedUnit-C-006-C")]
    [InlineData(FocusSample.Used, "ResourceType", null, "CAU-ResourceType-C-005-C")]
    [InlineData(FocusSample.Used, "CommitmentDiscountStatus", null, "CAU-CommitmentDiscountStatus-C-004-C")]
    [InlineData(FocusSample.Reserved, "CapacityReservationStatus", null, "CAU-CapacityReservationStatus-C-004-C")]
    [InlineData(FocusSample.Correction, "SkuId", "meta/other", "CAU-SkuPriceId-C-008-M")]
    [InlineData(FocusSample.Tax, "BillingCurrency", "Credits", "CAU-BillingCurrency-C-006-M")]
    public void PublishedModel_Fault_IsFoundByItsRule(int row, string column, string? value, string rule)
    {
        if (RulesOf("model-1.3-derived.json") is { } rules)
        {
            Failed(FocusValidationTests.Validate(new FocusSample().Set(row, column, value), rules)).ShouldContain(rule);
        }
    }

    [Fact]
    public void Rules_ConditionOfAComposite_HoldsForItsParts()
    {
        var rules = Read(Small);
        var sample = new FocusSample().Set(FocusSample.Used, "RegionName", null);

        var report = FocusValidationTests.Validate(sample, rules);

        var named = report.Results.ToDictionary(result => result.Rule.Id, StringComparer.Ordinal);
        named["Region-C-001-M"].FailingRows.ShouldBe(1);
        named["Region-C-001-M"].Examples[0].Row.ShouldBe(FocusSample.Used + 1);
        named["Region-C-002-M"].Outcome.ShouldBe(FocusOutcome.Skipped);
        named["Region-C-002-M"].Reason.ShouldBe("the function CheckMoon is not known");
        named["Region-C-000-C"].Outcome.ShouldBe(FocusOutcome.Fail);
        named["Region-C-000-C"].IsComposite.ShouldBeTrue();
    }

    [Fact]
    public void Rules_CriteriaOfAComposite_HoldForItsParts()
    {
        var report = FocusValidationTests.Validate(new FocusSample(), Read(Small), criteria: []);

        report.Results.ShouldAllBe(result => result.Outcome == FocusOutcome.Skipped);
        report.Results[1].Reason.ShouldBe("not said to hold: REGION_SUPPORTED");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"Details":{"ModelVersion":"1","FOCUSVersion":"1"}}""")]
    public void Read_NoModel_IsSaid(string json) => Should.Throw<RequirementsFormatException>(() => Read(json));

    private static IReadOnlyList<FocusRule> Read(string json) =>
        RequirementsModel.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "model.json").Rules();

    private static List<string> Failed(FocusReport report) =>
        [.. report.Checked.Where(result => result.IsBindingFailure).Select(result => result.Rule.Id)];

    private IReadOnlyList<FocusRule>? RulesOf(string name)
    {
        var path = Path.Combine(Folder, name);
        if (!File.Exists(path))
        {
            output.WriteLine($"not run: there is no {path}");
            return null;
        }

        using var json = File.OpenRead(path);
        return RequirementsModel.Read(json, name).Rules();
    }
}
