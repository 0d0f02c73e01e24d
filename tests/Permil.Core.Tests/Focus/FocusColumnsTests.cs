namespace Permil.Focus;

public sealed class FocusColumnsTests
{
    [Theory]
    [InlineData(FocusVersion.V13, FocusDataset.CostAndUsage, 65)]
    [InlineData(FocusVersion.V13, FocusDataset.ContractCommitment, 13)]
    [InlineData(FocusVersion.V13, FocusDataset.InvoiceDetail, 0)]
    [InlineData(FocusVersion.V14, FocusDataset.CostAndUsage, 65)]
    [InlineData(FocusVersion.V14, FocusDataset.ContractCommitment, 30)]
    [InlineData(FocusVersion.V14, FocusDataset.BillingPeriod, 6)]
    [InlineData(FocusVersion.V14, FocusDataset.InvoiceDetail, 22)]
    public void Of_EachDataset_HasItsColumnsInOrder(FocusVersion version, FocusDataset dataset, int count)
    {
        var columns = FocusColumns.Of(version, dataset);

        columns.Count.ShouldBe(count);
        columns.Select(column => column.Position).ShouldBe(Enumerable.Range(0, count));
        columns.Select(column => column.Name).ShouldBeUnique();
    }

    [Fact]
    public void Of_VersionAfter_DropsAndAddsColumns()
    {
        var before = FocusColumns.Of(FocusVersion.V13).Select(column => column.Name).ToList();
        var after = FocusColumns.Of(FocusVersion.V14).Select(column => column.Name).ToList();

        before.Except(after).ShouldBe(["ProviderName", "PublisherName"], ignoreOrder: true);
        after.Except(before).ShouldBe(["InvoiceDetailId", "CommitmentProgramEligibilityDetails"], ignoreOrder: true);
    }

    [Fact]
    public void Find_PricingCategory_HasNoUsageBased()
    {
        var column = FocusColumns.Find(FocusVersion.V13, "PricingCategory").ShouldNotBeNull();

        column.AllowedValues.ShouldBe(["Standard", "Dynamic", "Committed", "Other"]);
        column.Level.ShouldBe(FocusLevel.Conditional);
        column.Condition.ShouldBe("Supports more than one pricing category across all SKUs");
        column.IsNullable.ShouldBeTrue();
    }

    [Fact]
    public void Find_UnitPrice_IsNotBelowZero() =>
        FocusColumns.Find(FocusVersion.V13, "ListUnitPrice").ShouldNotBeNull().Min.ShouldBe(0m);

    [Fact]
    public void Find_DeprecatedColumn_NamesItsSuccessor() =>
        FocusColumns
            .Find(FocusVersion.V13, "ProviderName")
            .ShouldNotBeNull()
            .ReplacedBy.ShouldBe("ServiceProviderName");

    [Fact]
    public void CategoryOf_EverySubcategory_IsAnAllowedCategory()
    {
        var categories = FocusColumns.Find(FocusVersion.V13, "ServiceCategory").ShouldNotBeNull().AllowedValues;

        FocusServices.Subcategories.Count.ShouldBe(82);
        FocusServices.Subcategories.ShouldAllBe(name => categories.Contains(FocusServices.CategoryOf(name)!));
        FocusServices.CategoryOf("Generative AI").ShouldBe("AI and Machine Learning");
        FocusServices.CategoryOf("generative ai").ShouldBeNull();
    }

    [Theory]
    [InlineData("USD", true)]
    [InlineData("usd", false)]
    [InlineData("Credits", false)]
    [InlineData("XXX", false)]
    [InlineData("XAU", false)]
    [InlineData("XTS", false)]
    [InlineData("XDR", false)]
    [InlineData("XOF", true)]
    [InlineData("XAF", true)]
    [InlineData("XCD", true)]
    [InlineData("XPF", true)]
    [InlineData("XCG", true)]
    public void Contains_Code_IsExact(string code, bool isKnown) => FocusCurrencies.Contains(code).ShouldBe(isKnown);

    [Theory]
    [InlineData("1.3", true)]
    [InlineData("1.4", true)]
    [InlineData("1.2", false)]
    public void TryParseVersion_Name_IsKnownOrNot(string name, bool isKnown)
    {
        FocusColumns.TryParseVersion(name, out var version).ShouldBe(isKnown);
        if (isKnown)
        {
            FocusColumns.NameOf(version).ShouldBe(name);
        }
    }
}
