using Permil.Allocation;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

public sealed class BillingTermsTests
{
    /// <summary>List prices alone: no contract, no rules, no credits.</summary>
    [Fact]
    public void Of_PriceBookAlone_IsWhatAnAccountWithoutAnythingElseHas()
    {
        var terms = BillingTerms.Of(Account, [new TermsText(TermsKind.PriceBook, "house.yaml", Book)], asKnownOn: null);

        (terms.Contract.Account, terms.Contract.Currency, terms.Contract.File).ShouldBe((Account, "USD", ""));
        terms.Contract.Rules.ShouldBeEmpty();
        terms.Rules.ShouldBeSameAs(AllocationRules.None);
        terms.Credits.ShouldBeEmpty();
    }
}
