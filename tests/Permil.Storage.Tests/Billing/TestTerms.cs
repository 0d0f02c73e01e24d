using Permil.Billing.Charges;
using Permil.Billing.Invoices;

namespace Permil.Storage.Billing;

/// <summary>Terms of account A that tests write down briefly.</summary>
internal static class TestTerms
{
    /// <summary>
    /// Prices change within the quarter: of one model at a noon, of another when nobody has used it yet.
    /// </summary>
    private const string Book = """
        provider: acme
        sources:
          page: { text: "the price page", learned: 2026-01-01, confidence: official }
        models:
          - id: flat
            kind: chat
            prices:
              - { price: { input_tokens: 3, output_tokens: 15, audio_seconds: 0.01 }, until: 2026-02-10T12:00:00Z, source: page }
              - { price: { input_tokens: 4, output_tokens: 15, audio_seconds: 0.01 }, from: 2026-02-10T12:00:00Z, source: page }
              - { mode: cluster, price: { gpu_cluster_hours: 2 }, source: page }
          - id: steps
            kind: chat
            prices:
              - price: { input_tokens: 1, output_tokens: 7 }
                over: [{ input-tokens: 1500, price: { input_tokens: 2, output_tokens: 9 } }]
                until: 2026-03-03
                source: page
              - { price: { input_tokens: 1, output_tokens: 8 }, from: 2026-03-03, source: page }
          - id: blocks
            kind: chat
            prices: [{ price: { input_tokens: 2, output_tokens: 4 }, per: 1K tokens, round-up: true, source: page }]
          - id: tiered
            kind: chat
            prices: [{ price: { input_tokens: { graduated: [{ up-to: 5K, amount: 3 }, { amount: 1 }] }, output_tokens: { volume: [{ up-to: 4K, amount: 9 }, { amount: 7 }] } }, source: page }]
        """;

    /// <summary>Terms of account A.</summary>
    /// <param name="rules">Lists of rules of its contract; <see langword="null"/>: it has none.</param>
    /// <param name="allocation">Whose usage is.</param>
    public static BillingTerms Of(string? rules = null, string? allocation = null)
    {
        var texts = new List<TermsText> { new(TermsKind.PriceBook, "acme.yaml", Book) };
        if (rules is not null)
        {
            texts.Add(
                new TermsText(TermsKind.Contract, "a.yaml", $"contract: c1\naccount: A\ncurrency: USD\n{rules}\n")
            );
        }

        if (allocation is not null)
        {
            texts.Add(new TermsText(TermsKind.Allocation, "allocation.yaml", allocation));
        }

        return BillingTerms.Of("A", texts, asKnownOn: null);
    }

    /// <summary>Terms of an account that has agreed on nothing.</summary>
    public static BillingTerms None(string account) =>
        BillingTerms.Of(account, [new(TermsKind.PriceBook, "acme.yaml", Book)], asKnownOn: null);

    public static ChargeQuestion Question(string month) =>
        new() { Account = "A", Month = Permil.Billing.BillingMonth.Parse(month) };
}
