using Permil.Billing.Bills;
using Permil.Billing.Contracts;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Made-up invoices.</summary>
internal static partial class SampleInvoices
{
    public static readonly BillingMonth October = new(2026, 10);

    private static readonly BillingMonth September = new(2026, 9);

    /// <summary>Of <see cref="Named"/>.</summary>
    public static TheoryData<string> Names => ["full", "short", "awkward", "draft", "note", "long", "yen"];

    /// <summary>One with a line of every kind.</summary>
    public static Invoice Full { get; } =
        Of([
            Tokens("zai-org/GLM-5.1", Mode.Serverless, "input_tokens", "search", 812.345678m, 1.4m, 1.26m),
            Tokens("zai-org/GLM-5.1", Mode.Serverless, "cached_input_tokens", "search", 240.5m, 0.26m, 0.26m),
            Tokens("zai-org/GLM-5.1", Mode.Serverless, "output_tokens", "search", 96.210004m, 4.4m, 3.96m),
            Tokens("zai-org/GLM-5.1", Mode.Batch, "input_tokens", "nightly-reports", 1_500m, 0.7m, 0.7m),
            Tokens("moonshotai/Kimi-K2.6", Mode.Serverless, "input_tokens", null, 12m, 0.5m, 0.5m) with
            {
                Description = "",
            },
            WithTiers(),
            Hours("search", CommitmentStatus.Used, 5_208m, 5.49m, 0m, 18_228m),
            Hours("search", null, 240m, 5.49m, 1_200m, 1_200m),
            Purchase(),
            Hours(null, CommitmentStatus.Unused, 744m, null, 0m, 2_604m),
            Adjustment("monthly-minimum", "Up to the monthly minimum of 25,000.00", 350.25m),
            Credit("welcome", CreditKind.Free, "Free credit of a new account", -1m),
            Credit("prepaid-2026", CreditKind.Prepaid, "Prepaid in January", -250.123456m),
            Tax(19m, 4_601.6812345678m),
            Correction(
                Tokens("zai-org/GLM-5.1", Mode.Serverless, "output_tokens", "search", 2.5m, 4.4m, 3.96m),
                September
            ),
            Correction(Tax(19m, 1.881m), September),
        ]);

    public static readonly string LongModel = "maker/" + string.Concat(Enumerable.Repeat("very-long-model-name-", 12));

    /// <summary>A small one without sub-accounts.</summary>
    public static Invoice Short { get; } =
        Of([
            Tokens("zai-org/GLM-5.1", Mode.Serverless, "input_tokens", null, 12.5m, 1.4m, 1.26m),
            Tokens("zai-org/GLM-5.1", Mode.Serverless, "output_tokens", null, 2m, 4.4m, 4.4m),
        ]);

    /// <summary>One whose names and figures are as bad as they get.</summary>
    public static Invoice Awkward { get; } =
        Of([
            Tokens(LongModel, Mode.Serverless, "input_tokens", new string('w', 300), 0.000001m, 0.000000123456m, 0.1m),
            Tokens("m", Mode.Batch, "output_tokens", "\u001b[2J\u202egnp.exe\r\nx <b>&amp;", 9_876_543.123456m, 1m, 1m),
            Tokens("\u6771\u4eac/\U0001F600", Mode.Batch, new string('m', 120), "a b c", 1m, 1m, 1m),
            PaidBy(
                string.Concat(Enumerable.Repeat("reserve-", 40)),
                Hours("search", CommitmentStatus.Used, 1m, 5.49m, 0m, 5.49m)
            ),
            Adjustment("r", string.Concat(Enumerable.Repeat("a long description ", 30)), 1_234_567.123456m),
            Tax(19m, 7.0000001m) with
            {
                Description = new string('t', 200),
            },
        ]) with
        {
            Number = new string('N', 90),
            Account = new string('a', 120),
            Reason = string.Concat(Enumerable.Repeat("because of this ", 200)),
            Customer = new Party
            {
                Name = new string('C', 150),
                Address = [.. Enumerable.Range(0, 90).Select(i => FormattableString.Invariant($"Line {i}"))],
            },
        };

    /// <summary>A draft without sub-accounts, with usage that costs nothing and usage of no provider.</summary>
    public static Invoice Draft { get; } =
        Of([
            Tokens("zai-org/GLM-5.1", Mode.Serverless, "input_tokens", null, 12.5m, 1.4m, 1.26m),
            Tokens("free-model", Mode.Serverless, "input_tokens", null, 3m, 0m, 0m),
            Tokens("", Mode.Serverless, "output_tokens", null, 2m, 1m, 1m),
            OfNoProvider(Tokens("local", Mode.Batch, "input_tokens", null, 1m, 0.5m, 0.5m)),
            Adjustment("monthly-minimum", "Up to the monthly minimum of 50.00", 31.75m),
            Tax(10m, 5m),
        ]) with
        {
            Number = null,
            IssuedAt = null,
            DueOn = null,
            Unpriced = [],
            UnsettledEvents = 1,
        };

    /// <summary>
    /// A debit note on two months, the later first: usage that is as it was but for its share of a discount, lines that a
    /// reader cannot tell apart of which one has no usage, names and a reason longer than a line.
    /// </summary>
    public static Invoice Note { get; } =
        Of([
            Correction(Tokens("m", Mode.Batch, "input_tokens", new string('w', 70), 20m, 4m, 3m), September),
            Correction(Billed(Tokens("m", Mode.Batch, "output_tokens", "search", 0m, 4m, 3m), -0.5m), September),
            Correction(Billed(Tokens("n", Mode.Batch, "input_tokens", "search", 0m, 1m, 1m), 0.25m), September),
            Correction(WithSku(Tokens("n", Mode.Batch, "input_tokens", "search", 2m, 1m, 1m), "late"), September),
            Correction(
                Adjustment(
                    "r",
                    "An adjustment whose name is longer than a line of a table that is no wider than this",
                    1m
                ),
                September
            ),
        ]) with
        {
            Kind = InvoiceKind.DebitNote,
            Corrects = "ACME-000041",
            Reason = string.Join(' ', Enumerable.Repeat("a price of another month", 6)),
            DueOn = new DateOnly(2026, 11, 2),
            Customer = new Party
            {
                Name = "Acme Robotics, Machines and Instruments International S.A.",
                Address =
                [
                    "Building of machines and instruments, second floor",
                    .. Enumerable.Range(1, 7).Select(i => FormattableString.Invariant($"Line {i}")),
                ],
            },
            Unpriced = ["Two models."],
            UnsettledEvents = 0,
            Terms = new InvoiceTerms([], null, 7),
        };

    /// <summary>As issued, its total rounded and the difference a line.</summary>
    public static Invoice Of(IReadOnlyList<InvoiceLine> lines, string currency = "USD")
    {
        var sum = lines.Aggregate(0m, (total, line) => Exact.Add(total, line.Line.BilledCost));
        var total = MinorUnit.Round(sum, currency);
        var rounding = total == sum ? [] : new[] { Adjustment(BillLineKey.Rounding, "Rounding", total - sum) };
        return new Invoice
        {
            Number = "ACME-000042",
            Kind = InvoiceKind.Invoice,
            Account = "acme",
            Issuer = new Issuer
            {
                Id = "ACME",
                Party = new Party
                {
                    Name = "Inference Platform GmbH",
                    Address = ["Musterstra\u00dfe 1", "10115 Berlin", "Germany"],
                    TaxId = "DE000000001",
                    Email = "billing@platform.example",
                },
            },
            Customer = new Party
            {
                Name = "Acme Robotics S.A.",
                Address = ["12, rue de l'Exemple", "75002 Paris", "France"],
                TaxId = "FR00000000002",
            },
            Month = October,
            IssuedAt = new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
            DueOn = new DateOnly(2026, 12, 2),
            Currency = currency,
            Lines = [.. lines, .. rounding],
            Total = total,
            Terms = new InvoiceTerms(
                [
                    new TermsReference(TermsKind.PriceBook, "together.yaml", new string('a', 64)),
                    new TermsReference(TermsKind.Contract, "acme.yaml", new string('b', 64)),
                ],
                new DateOnly(2026, 11, 1),
                123_456
            ),
            Unpriced = ["together/new-model: 3 events, 1200 input_tokens"],
            UnsettledEvents = 4,
        };
    }

    /// <summary>An invoice with so many lines of usage.</summary>
    public static Invoice Long(int lines) =>
        Of([
            .. Enumerable
                .Range(0, lines)
                .Select(i =>
                    Tokens(
                        FormattableString.Invariant($"maker/model-{i / 20:D3}"),
                        Mode.Serverless,
                        i % 2 == 0 ? "input_tokens" : "output_tokens",
                        FormattableString.Invariant($"team-{i:D4}"),
                        1 + i * 0.142857m,
                        0.6m,
                        0.6m
                    )
                ),
        ]);

    public static Invoice Named(string name) =>
        name switch
        {
            "full" => Full,
            "short" => Short,
            "awkward" => Awkward,
            "draft" => Draft,
            "note" => Note,
            "long" => Long(120),
            _ => Of([Tokens("m", Mode.Batch, "input_tokens", null, 3m, 7m, 7m)], "JPY"),
        };
}
