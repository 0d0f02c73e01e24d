using Permil.Yaml;
using static Permil.Billing.Contracts.TestContracts;

namespace Permil.Billing.Contracts;

/// <summary>What a contract may not say, and that every complaint names the place.</summary>
public sealed class ContractYamlRefusalTests
{
    [Theory]
    [InlineData("contract: c1\naccount: acme", "c1.yaml:1: 'currency' is missing")]
    [InlineData(
        "contract: c1\naccount: acme\ncurrency: usd",
        "c1.yaml:3: currency: found 'usd', allowed: three capital"
    )]
    [InlineData("contract: c1\naccount: acme\ncurrency: Usd", "currency: found 'Usd'")]
    [InlineData("contract: c1\n---\ncontract: c2", "2 YAML documents; a contract is exactly one")]
    [InlineData("contract: c 1\naccount: acme\ncurrency: USD", "c1.yaml:1: contract: found 'c 1', allowed: letters")]
    [InlineData("contract: -c\naccount: acme\ncurrency: USD", "contract: found '-c'")]
    [InlineData("contract: c1\naccount: \"a\\nb\"\ncurrency: USD", "account: found 'a\nb', allowed: one line")]
    [InlineData("- c1", "a mapping")]
    public void Read_WrongHead_Throws(string text, string message) => MessageOf(text).ShouldContain(message);

    [Theory]
    [InlineData("rate: []", "c1.yaml:4: unknown key 'rate' in the file; allowed: contract, account")]
    [InlineData("payment-days: 1.5", "payment-days: found '1.5', allowed: a whole number of days")]
    [InlineData("payment-days: 4000", "payment-days: found '4000'")]
    [InlineData("issuer: { id: A.B, name: x }", "id: found 'A.B', allowed: letters a to z, digits and dashes")]
    [InlineData("payment-days: 3651", "payment-days: found '3651'")]
    [InlineData("issuer: { id: AB, name: x, phone: 1 }", "unknown key 'phone' in issuer")]
    [InlineData("issuer: { id: AB }", "'name' is missing in issuer")]
    [InlineData("customer: { id: AB, name: x }", "unknown key 'id' in customer")]
    [InlineData("customer: { name: x, address: [a, ' '] }", "address: found ' ', allowed: one line")]
    public void Read_WrongBody_Throws(string body, string message) => MessageOfBody(body).ShouldContain(message);

    [Theory]
    [InlineData("percent: 0", "percent: found '0', allowed: a percentage above 0, at most 100")]
    [InlineData("percent: 100.1", "percent: found '100.1'")]
    [InlineData("percent: 10%", "percent: found '10%', allowed: an amount")]
    [InlineData("percent: 1.0000001", "at most 6 decimals")]
    [InlineData("percent: 5, price: 1", "unknown key 'price'")]
    [InlineData(
        "percent: 5, from: 2026-02-01, until: 2026-02-01",
        "until: found '2026-02-01', allowed: an instant after"
    )]
    [InlineData("percent: 5, withdrawn: 2026-01-01", "withdrawn: found '2026-01-01', allowed: a day after 2026-01-01")]
    [InlineData("percent: 5, for: { mode: batch }", "unknown key 'mode' in for")]
    [InlineData("percent: 5, for: { modes: sync }", "modes: found 'sync', allowed: serverless")]
    [InlineData("percent: 5, for: { models: [] }", "models: found 'an empty list', allowed: one value or more")]
    [InlineData(
        "percent: 5, for: { where: {} }",
        "where: found 'nothing', allowed: one attribute or more, as in gpu: h100"
    )]
    [InlineData("percent: 5, name: ''", "name: found '', allowed: a text")]
    public void Read_WrongDiscount_Throws(string rule, string message) =>
        MessageOfBody($"discounts: [{{ id: d, agreed: 2026-01-01, {rule} }}]").ShouldContain(message);

    [Theory]
    [InlineData("price: 1", "found 'no meters in 'for'', allowed: 'for' with 'meters'")]
    [InlineData(
        "price: 1, for: { meters: inptu_tokens }",
        "meters: found 'inptu_tokens', allowed: a meter: input_tokens, cached_input_tokens"
    )]
    [InlineData(
        "price: 1, for: { meters: [input_tokens, image_generations] }",
        "found 'input_tokens in tokens and image_generations in images', allowed: meters of one unit; a rule for each unit"
    )]
    [InlineData(
        "price: 1, for: { meters: input_tokens }, per: hour",
        "per: found 'hour', allowed: a unit of input_tokens"
    )]
    [InlineData("price: 1, for: { meters: input_tokens }, unit: page", "unit: found 'page', allowed: token")]
    [InlineData("price: -1, for: { meters: input_tokens }", "price: found '-1'")]
    [InlineData("for: { meters: input_tokens }", "'price' is missing")]
    [InlineData(
        "price: 3, unit: token, for: { meters: [input_tokens, pages] }",
        "found 'no 'per'', allowed: 'per' where meters are quoted by different units: 1M tokens, token"
    )]
    public void Read_WrongRate_Throws(string rule, string message) =>
        MessageOfBody($"rates: [{{ id: r, agreed: 2026-01-01, {rule} }}]").ShouldContain(message);

    [Theory]
    [InlineData("over: money, tiers: [{ percent: 5 }]", "over: found 'money', allowed: spend, quantity")]
    [InlineData("over: quantity, tiers: [{ percent: 5 }]", "no meters")]
    [InlineData(
        "over: spend, unit: token, tiers: [{ percent: 5 }]",
        "unit: found 'token', allowed: no 'unit' over spend"
    )]
    [InlineData("over: spend, tiers: [{ percent: 5, price: 1 }]", "unknown key 'price'")]
    [InlineData("over: spend, tiers: []", "tiers: found 'tiers that end'")]
    [InlineData("over: spend, tiers: [{ up-to: 5, percent: 5 }]", "a last tier without 'up-to'")]
    [InlineData(
        "over: spend, tiers: [{ percent: 5 }, { percent: 6 }]",
        "found 'no up-to', allowed: tiers in rising order"
    )]
    [InlineData(
        "over: spend, tiers: [{ up-to: 5, percent: 5 }, { up-to: 5, percent: 6 }, { percent: 7 }]",
        "tiers: found '5'"
    )]
    [InlineData("over: spend, tiers: [{ percent: 101 }]", "a percentage from 0 to 100")]
    public void Read_WrongVolume_Throws(string rule, string message) =>
        MessageOfBody($"volume-discounts: [{{ id: v, agreed: 2026-01-01, {rule} }}]").ShouldContain(message);

    [Theory]
    [InlineData(
        "each: month, cost: 1, from: 2026-01-02, until: 2026-02-01",
        "from: found '2026-01-02', allowed: the first instant of a month"
    )]
    [InlineData(
        "each: month, cost: 1, from: 2026-01-01, until: 2026-02-01T01:00:00Z",
        "until: found '2026-02-01T01:00:00Z'"
    )]
    [InlineData("each: hour, cost: 1, from: 2026-01-01T00:30:00Z, until: 2026-02-01", "allowed: a full hour")]
    [InlineData(
        "each: month, cost: 1, overage: { price: 1, unit: hour }, from: 2026-01-01, until: 2026-02-01",
        "unknown key 'unit' in overage"
    )]
    [InlineData("each: month, cost: 1, from: 2026-01-01", "'until' is missing")]
    [InlineData("each: month, cost: 1, until: 2026-01-01", "'from' is missing")]
    [InlineData(
        "each: month, from: 2026-01-01, until: 2026-02-01",
        "neither 'price' nor 'cost'', allowed: one of them: a price"
    )]
    [InlineData(
        "each: month, price: 1, cost: 1, from: 2026-01-01, until: 2026-02-01",
        "both 'price' and 'cost'', allowed: one of them: a price"
    )]
    [InlineData(
        "each: month, cost: 1, per: hour, from: 2026-01-01, until: 2026-02-01",
        "'per' beside 'cost'', allowed: 'per' beside 'price'"
    )]
    [InlineData("each: term, cost: 1, from: 2026-01-01, until: 2026-02-01", "paid: found 'monthly', allowed: upfront")]
    [InlineData(
        "each: day, cost: 1, from: 2026-01-01, until: 2026-02-01",
        "each: found 'day', allowed: hour, month, term"
    )]
    [InlineData(
        "each: hour, price: 1, per: 3 hours, from: 2026-01-01, until: 2026-02-01",
        "a price of which the quantity costs an amount that ends"
    )]
    [InlineData(
        "each: hour, price: 70000000000000000000000000000, from: 2026-01-01, until: 2026-02-01",
        "a price whose product with the quantity can be held"
    )]
    public void Read_WrongReserved_Throws(string rule, string message) =>
        MessageOfBody(
                $"reserved: [{{ id: r, agreed: 2026-01-01, for: {{ meters: gpu_cluster_hours }}, quantity: 8, paid: monthly, {rule} }}]"
            )
            .ShouldContain(message);

    [Theory]
    [InlineData(
        "taxes: [{ id: t, percent: 19, agreed: 2026-01-01, for: { modes: batch } }]",
        "found 'a match', allowed: no 'for'"
    )]
    [InlineData(
        "minimums: [{ id: m, amount: 0, agreed: 2026-01-01 }]",
        "amount: found '0', allowed: an amount above 0"
    )]
    [InlineData("minimums: [{ id: m, amount: 1 }]", "'agreed' is missing")]
    [InlineData(
        "spend-commitments: [{ id: s, amount: 1, paid: monthly, agreed: 2026-01-01, from: 2026-01-01, until: 2026-02-01 }]",
        "paid: found 'monthly', allowed: upfront, arrears"
    )]
    [InlineData(
        "spend-commitments: [{ id: s, amount: 1, paid: upfront, agreed: 2026-01-01, from: 2026-01-01 }]",
        "'until' is missing"
    )]
    [InlineData(
        "credits: [{ id: c, kind: gift, amount: 1, from: 2026-01-01 }]",
        "kind: found 'gift', allowed: promotional, free, goodwill, prepaid"
    )]
    [InlineData("credits: [{ id: c, kind: free, amount: 1 }]", "'from' is missing")]
    [InlineData("credits: [{ id: c, kind: free, amount: 1, from: 2026-01-01, for: x }]", "unknown key 'for'")]
    [InlineData(
        "credits: [{ id: c, kind: free, amount: 1, from: 2026-01-01, priority: 101 }]",
        "priority: found '101', allowed: a whole number from 0 to 100"
    )]
    [InlineData(
        "discounts: [{ id: a, percent: 5, agreed: 2026-01-01 }]\ncredits: [{ id: A, kind: free, amount: 1, from: 2026-01-01 }]",
        "c1.yaml:5: id: found 'A', allowed: an id of its own, in whatever case; line 4 has this one"
    )]
    [InlineData(
        "taxes: [{ id: Rounding, percent: 5, agreed: 2026-01-01 }]",
        "c1.yaml:4: id: found 'Rounding', allowed: another id; this one names the line that rounds an invoice"
    )]
    public void Read_WrongRule_Throws(string body, string message) => MessageOfBody(body).ShouldContain(message);

    private static string MessageOfBody(string body) => Should.Throw<YamlFormatException>(() => Read(body)).Message;

    private static string MessageOf(string text) => Should.Throw<YamlFormatException>(() => ReadText(text)).Message;
}
