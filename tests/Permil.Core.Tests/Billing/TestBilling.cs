using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing;

/// <summary>A small price book, contracts written in a test, and months of usage.</summary>
internal static class TestBilling
{
    public const string Account = "acme";

    public static readonly BillingMonth October = new(2026, 10);

    public const string Book = """
        provider: house
        sources:
          page: { text: "the price page", learned: 2026-01-01, confidence: official }
        models:
          - id: small
            kind: chat
            prices: [{ price: { input_tokens: 1, output_tokens: 2 }, source: page }]
          - id: large
            kind: chat
            prices:
              - { price: { input_tokens: 10 }, from: 2026-01-01, until: 2026-10-16, source: page }
              - { price: { input_tokens: 8 }, from: 2026-10-16, source: page }
              - { price: { output_tokens: 30 }, source: page }
        prices:
          - { mode: cluster, price: { gpu_cluster_hours: 4 }, where: { gpu: h100 }, source: page }
          - { mode: dedicated, price: { dedicated_endpoint_hours: 6 }, where: { gpu: h100 }, source: page }
        """;

    /// <param name="rules">What the contract says beside account and currency.</param>
    /// <param name="credits">Of the account book.</param>
    /// <param name="book">The price book.</param>
    /// <param name="asKnownOn">The day of knowledge.</param>
    public static BillingTerms Terms(
        string rules = "",
        IEnumerable<Credit>? credits = null,
        string book = Book,
        DateOnly? asKnownOn = null
    ) =>
        BillingTerms.Of(
            Account,
            [
                new TermsText(TermsKind.PriceBook, "house.yaml", book),
                new TermsText(
                    TermsKind.Contract,
                    "contract.yaml",
                    $"contract: c1\naccount: {Account}\ncurrency: USD\n{rules}"
                ),
                new TermsText(TermsKind.Credits, "accounts.json", CreditsJson.Write(credits ?? [])),
            ],
            asKnownOn
        );

    public static Credit Credit(string id, decimal amount, string from = "2026-01-01", string? until = null) =>
        new()
        {
            Id = id,
            Account = Account,
            Amount = amount,
            GrantedAt = TestBooks.At(from),
            ExpiresAt = until is null ? null : TestBooks.At(until),
        };

    public static UsageEvent Tokens(string id, string time, string model, Meter meter, decimal quantity) =>
        new()
        {
            Id = id,
            Source = "test",
            Time = TestBooks.At(time),
            Provider = "house",
            Model = model,
            Account = Account,
            Usage = [new Measurement(meter, quantity)],
        };

    public static UsageEvent Hours(string id, string time, Mode mode, decimal hours) =>
        new()
        {
            Id = id,
            Source = "test",
            Time = TestBooks.At(time),
            Provider = "house",
            Mode = mode,
            Account = Account,
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [Usage.Attribute.Gpu] = "h100" },
            Usage =
            [
                new Measurement(mode == Mode.Cluster ? Meters.GpuClusterHours : Meters.DedicatedEndpointHours, hours),
            ],
        };

    /// <summary>The bill of a month of these events, nothing being used elsewhere.</summary>
    public static Bills.Bill BillOf(BillingTerms terms, BillingMonth month, params UsageEvent[] events)
    {
        var charges = new MemoryCharges();
        charges.Store(events);
        return Bills.BillMaker.Make(
            terms,
            Account,
            month,
            charges.Rate(terms, Bills.BillMaker.QuestionOf(terms, Account, month, null)),
            Bills.UsedElsewhere.Nothing
        );
    }
}
