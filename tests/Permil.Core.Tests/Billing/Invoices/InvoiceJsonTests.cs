using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Permil.Billing.Bills;
using Permil.Billing.Contracts;
using Permil.Usage;
using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Billing.Invoices;

public sealed class InvoiceJsonTests
{
    [Fact]
    public void Write_Invoice_IsTheDocumentedForm()
    {
        var credit = CreditOf("free", 1, CreditKind.Free, January);
        var invoice = Draft(January, Used(January, 2.5004m), Paid(January, credit, 1), Tax(January, 0.3m))
            .Issued(12, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(1))) with
        {
            Terms = new InvoiceTerms(
                [new TermsReference(TermsKind.PriceBook, "together.yaml", "ab")],
                new DateOnly(2026, 2, 1),
                7
            ),
        };

        Encoding
            .UTF8.GetString(InvoiceJson.Write(invoice))
            .ShouldBe(
                """
                {
                  "number": "PM-000012",
                  "kind": "invoice",
                  "account": "acme",
                  "issuer": {
                    "id": "PM",
                    "party": {
                      "name": "Permil Test",
                      "address": []
                    }
                  },
                  "customer": {
                    "name": "acme",
                    "address": []
                  },
                  "month": "2026-01",
                  "issuedAt": "2026-02-03T03:05:06Z",
                  "dueOn": "2026-03-05",
                  "currency": "USD",
                  "lines": [
                    {
                      "period": "2026-01",
                      "correction": false,
                      "category": "usage",
                      "description": "Usage",
                      "service": "together",
                      "model": "m",
                      "mode": "serverless",
                      "meter": "input_tokens",
                      "sku": "s",
                      "events": 0,
                      "consumedQuantity": "0",
                      "pricingQuantity": "0",
                      "unit": "1M tokens",
                      "listUnitPrice": "1",
                      "contractedUnitPrice": "1",
                      "listCost": "2.5004",
                      "contractedCost": "2.5004",
                      "effectiveCost": "2.5004",
                      "billedCost": "2.5004"
                    },
                    {
                      "period": "2026-01",
                      "correction": false,
                      "category": "credit",
                      "description": "Credit",
                      "events": 0,
                      "consumedQuantity": "0",
                      "pricingQuantity": "0",
                      "listCost": "-1",
                      "contractedCost": "-1",
                      "effectiveCost": "-1",
                      "billedCost": "-1",
                      "credit": "free",
                      "creditKind": "free"
                    },
                    {
                      "period": "2026-01",
                      "correction": false,
                      "category": "tax",
                      "description": "Tax",
                      "events": 0,
                      "consumedQuantity": "0",
                      "pricingQuantity": "0",
                      "listCost": "0.3",
                      "contractedCost": "0.3",
                      "effectiveCost": "0.3",
                      "billedCost": "0.3",
                      "rule": "vat"
                    },
                    {
                      "period": "2026-01",
                      "correction": false,
                      "category": "adjustment",
                      "description": "Adjustment",
                      "events": 0,
                      "consumedQuantity": "0",
                      "pricingQuantity": "0",
                      "listCost": "-0.0004",
                      "contractedCost": "-0.0004",
                      "effectiveCost": "-0.0004",
                      "billedCost": "-0.0004",
                      "rule": "rounding"
                    }
                  ],
                  "totals": {
                    "listCost": "2.5004",
                    "contractDiscount": "0",
                    "volumeDiscount": "0",
                    "subtotal": "2.5004",
                    "credits": "-1",
                    "tax": "0.3",
                    "rounding": "-0.0004"
                  },
                  "total": "1.8",
                  "unpriced": [],
                  "unsettledEvents": 0,
                  "terms": {
                    "texts": [
                      {
                        "kind": "priceBook",
                        "name": "together.yaml",
                        "hash": "ab"
                      }
                    ],
                    "asKnownOn": "2026-02-01",
                    "throughSequence": 7
                  }
                }

                """
            );
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameInvoice() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var invoice = Drawn(new Random(seed));
                    var bytes = InvoiceJson.Write(invoice);

                    var read = InvoiceJson.Read(bytes, "it");

                    InvoiceJson.Write(read).ShouldBe(bytes);
                    WithListsOf(invoice, read).ShouldBe(invoice);
                }
            )
            .Holds(200);

    [Theory]
    [InlineData("'total': '1.8',", "'total': '1.9',", "total: found 1.9, allowed: the sum of the lines, 1.8")]
    [InlineData("'credits': '-1',", "'credits': '-2',", "totals: found")]
    [InlineData("'total': '1.8',", "'total': '1.80',", "allowed: an exact amount as a text")]
    [InlineData("'total': '1.8',", "'total': 1.8,", "allowed: an exact amount as a text")]
    [InlineData("'kind': 'invoice',", "'kind': 'bill',", "kind")]
    [InlineData("'month': '2026-01',", "'month': '2026-13',", "found '2026-13', allowed: a month")]
    [InlineData("'currency': 'USD',", "'currency': 'USD', 'paid': true,", "paid")]
    public void Read_ChangedDocument_IsRefused(string found, string changed, string problem)
    {
        var credit = CreditOf("free", 1, CreditKind.Free, January);
        var text = Encoding.UTF8.GetString(
            InvoiceJson.Write(
                Draft(January, Used(January, 2.5m), Paid(January, credit, 1), Tax(January, 0.3m))
                    .Issued(1, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero))
            )
        );
        found = found.Replace('\'', '"');
        text.ShouldContain(found);

        Should
            .Throw<InvalidDataException>(() =>
                InvoiceJson.Read(
                    Encoding.UTF8.GetBytes(text.Replace(found, changed.Replace('\'', '"'), StringComparison.Ordinal)),
                    "PM-000001"
                )
            )
            .Message.ShouldSatisfyAllConditions(
                message => message.ShouldStartWith("PM-000001: "),
                message => message.ShouldContain(problem)
            );
    }

    /// <summary>Whatever is told beside the lines can be worked out from the lines as any program reads them.</summary>
    [Fact]
    public void Write_DrawnInvoice_TotalsAreThoseOfItsLines() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var json = JsonNode.Parse(InvoiceJson.Write(Drawn(new Random(seed))))!;
                    decimal Sum(params string[] categories) =>
                        json["lines"]!
                            .AsArray()
                            .Where(line => categories.Contains((string)line!["category"]!))
                            .Sum(line => Amount(line!, "billedCost"));
                    var totals = json["totals"]!;
                    return Amount(totals, "credits") == Sum("credit")
                        && Amount(totals, "tax") == Sum("tax")
                        && Amount(totals, "subtotal") + Amount(totals, "rounding")
                            == Sum("usage", "purchase", "adjustment")
                        && Amount(json, "total") == Sum("usage", "purchase", "adjustment", "credit", "tax");
                }
            )
            .Holds(100);

    /// <summary>Lists are compared one by one; records hold them equal only when they are one.</summary>
    private static Invoice WithListsOf(Invoice invoice, Invoice read)
    {
        read.Lines.ShouldBe(invoice.Lines);
        read.Unpriced.ShouldBe(invoice.Unpriced);
        read.Terms.Texts.ShouldBe(invoice.Terms.Texts);
        read.Issuer.Party.Address.ShouldBe(invoice.Issuer.Party.Address);
        read.Customer.Address.ShouldBe(invoice.Customer.Address);
        return read with
        {
            Lines = invoice.Lines,
            Unpriced = invoice.Unpriced,
            Terms = read.Terms with { Texts = invoice.Terms.Texts },
            Issuer = read.Issuer with { Party = read.Issuer.Party with { Address = invoice.Issuer.Party.Address } },
            Customer = read.Customer with { Address = invoice.Customer.Address },
        };
    }

    private static decimal Amount(JsonNode node, string name) =>
        decimal.Parse((string)node[name]!, System.Globalization.CultureInfo.InvariantCulture);

    private static Invoice Drawn(Random random)
    {
        var lines = Enumerable.Range(0, random.Next(0, 8)).Select(_ => DrawnLine(random)).ToList();
        var kind = (InvoiceKind)random.Next(3);
        return new Invoice
        {
            Number = Maybe(random, "PM-000001"),
            Kind = kind,
            Account = Text(random),
            Issuer = new Issuer { Id = "PM", Party = DrawnParty(random) },
            Customer = DrawnParty(random),
            Month = new BillingMonth(random.Next(1, 9999), random.Next(1, 13)),
            IssuedAt =
                random.Next(2) == 0
                    ? null
                    : new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(random.NextInt64(1L << 54)),
            DueOn = random.Next(2) == 0 ? null : new DateOnly(2026, 1, 1).AddDays(random.Next(5000)),
            Currency = "USD",
            Lines = lines,
            Total = lines.Sum(line => line.Line.BilledCost),
            Corrects = Maybe(random, "PM-000000"),
            Reason = Maybe(random, Text(random)),
            Terms = new InvoiceTerms(
                [
                    .. Enumerable
                        .Range(0, random.Next(4))
                        .Select(_ => new TermsReference((TermsKind)random.Next(4), Text(random), "0f")),
                ],
                random.Next(2) == 0 ? null : new DateOnly(2026, 1, 1).AddDays(random.Next(5000)),
                random.NextInt64()
            ),
            Unpriced = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Text(random))],
            UnsettledEvents = random.NextInt64(),
        };
    }

    private static InvoiceLine DrawnLine(Random random) =>
        new()
        {
            Period = new BillingMonth(2026, random.Next(1, 13)),
            IsCorrection = random.Next(2) == 0,
            Description = Text(random),
            Line = new BillLine
            {
                Key = new BillLineKey
                {
                    Category = (ChargeCategory)random.Next(5),
                    Provider = Maybe(random, Text(random)),
                    Model = Maybe(random, Text(random)),
                    Mode = random.Next(2) == 0 ? null : (Mode)random.Next(6),
                    Meter = Maybe(random, "input_tokens"),
                    Sku = Maybe(random, Text(random)),
                    SubAccount = Maybe(random, Text(random)),
                    PricingUnit = Maybe(random, "1M tokens"),
                    ListUnitPrice = random.Next(2) == 0 ? null : DrawnAmount(random),
                    ContractedUnitPrice = random.Next(2) == 0 ? null : DrawnAmount(random),
                    Rule = random.Next(4) == 0 ? BillLineKey.Rounding : Maybe(random, Text(random)),
                    Commitment = random.Next(2) == 0 ? null : (CommitmentStatus)random.Next(2),
                    Credit = Maybe(random, Text(random)),
                    CreditKind = random.Next(2) == 0 ? null : (CreditKind)random.Next(4),
                },
                Events = random.NextInt64(),
                ConsumedQuantity = DrawnAmount(random),
                PricingQuantity = DrawnAmount(random),
                ListCost = DrawnAmount(random),
                ContractedCost = DrawnAmount(random),
                EffectiveCost = DrawnAmount(random),
                BilledCost = DrawnAmount(random),
            },
        };

    private static Party DrawnParty(Random random) =>
        new()
        {
            Name = Text(random),
            Address = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Text(random))],
            TaxId = Maybe(random, Text(random)),
            Email = Maybe(random, Text(random)),
        };

    private static decimal DrawnAmount(Random random) =>
        new(random.Next(), random.Next(100), 0, random.Next(2) == 0, (byte)random.Next(13));

    private static string? Maybe(Random random, string text) => random.Next(2) == 0 ? null : text;

    private static string Text(Random random) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(6))
                .Select(_ => "a,\"\\\n\u0001<&\u00e9\u4e2d|'".Substring(random.Next(11), 1))
        );
}
