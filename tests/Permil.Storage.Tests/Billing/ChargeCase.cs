using System.Globalization;
using Permil.Billing;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Importing;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.Billing;

/// <summary>Draws contracts and questions about drawn usage from a seed.</summary>
internal sealed class ChargeCase
{
    private static readonly ReadOptions Options = new() { DefaultTime = null };

    private readonly Random _random;
    private readonly RatingCase _drawn;
    private readonly string? _rules;

    public ChargeCase(int seed, bool hasRules)
    {
        _random = new Random(seed);
        _drawn = RatingCase.Draw(seed);
        _rules = hasRules ? _drawn.RulesText() : null;
    }

    public IReadOnlyList<UsageEvent> Events => _drawn.Events;

    /// <summary>Everything that was drawn, for messages.</summary>
    public string Told(BillingTerms terms) =>
        $"{string.Join('\n', Events.Select(EventText.Of))}\n{string.Join('\n', terms.Texts.Select(text => text.Text))}";

    public static UsageStore StoreOf(TemporaryFolder folder, IEnumerable<UsageEvent> events)
    {
        var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Import(store, events);
        return store;
    }

    public static void Import(UsageStore store, IEnumerable<UsageEvent> events)
    {
        var import = new UsageImport(store, Options, line => Assert.Fail(line.Reason));
        foreach (var usageEvent in events)
        {
            import.Accept(usageEvent);
        }

        import.Finish();
    }

    public BillingTerms Terms(string account)
    {
        var texts = _drawn
            .BookTexts.Select((text, i) => new TermsText(TermsKind.PriceBook, $"book{i}.yaml", text))
            .ToList();
        if (_rules is not null)
        {
            texts.Add(new TermsText(TermsKind.Allocation, "allocation.yaml", _rules));
        }

        if (account.Length > 0 && Chance(85))
        {
            texts.Add(new TermsText(TermsKind.Contract, "contract.yaml", ContractText(account)));
        }

        return BillingTerms.Of(account, texts, _drawn.KnownOn);
    }

    public ChargeQuestion Question()
    {
        var asked = OneOf(Events);
        return new ChargeQuestion
        {
            Account = asked.Account ?? OneOf(["x", "y", "w"]),
            Month = BillingMonth.Of(asked.Time),
            OwnerKeys = Chance(30)
                ? []
                :
                [
                    Key("subAccount"),
                    .. Some(3, () => Key(OneOf(["feature", "env", "account", "model", "provider", "tag:a"]))),
                ],
            Cuts = [.. Some(3, () => OneOf(Events).Time.AddTicks(_random.Next(-1, 2)))],
            ByHour = [.. Some(2, Match)],
        };
    }

    private string ContractText(string account)
    {
        var rates = Some(3, Rate).Select((rule, i) => $"  - {{ id: rate-{i}, {rule} }}\n").ToList();
        var discounts = Some(3, Discount).Select((rule, i) => $"  - {{ id: off-{i}, {rule} }}\n").ToList();
        return $"contract: c1\naccount: {account}\ncurrency: USD\n"
            + (rates.Count == 0 ? "" : $"rates:\n{string.Concat(rates)}")
            + (discounts.Count == 0 ? "" : $"discounts:\n{string.Concat(discounts)}");
    }

    private string Rate()
    {
        var (meter, per) = OneOf([
            ("input_tokens", OneOf(["1M tokens", "1K tokens", "3 tokens"])),
            ("output_tokens", "1M tokens"),
            ("cached_input_tokens", "1M tokens"),
            ("image_megapixels", "3 megapixels"),
            ("audio_seconds", OneOf(["minute", "hour", "second"])),
            ("dedicated_endpoint_hours", OneOf(["hour", "minute"])),
        ]);
        return $"for: {{ meters: {meter} }}, price: {OneOf(["0", "0.7", "1.25"])}, per: {per}, {Period()}";
    }

    private string Discount()
    {
        var match = OneOf([
            "",
            "for: { modes: [batch, dedicated] }, ",
            "for: { models: Vendor/* }, ",
            "for: { meters: [output_tokens, image_megapixels] }, ",
        ]);
        return $"{match}percent: {OneOf(["10", "33.333333", "100", "0.5"])}, {Period()}";
    }

    private string Period()
    {
        var from = Day(OneOf(Events).Time);
        return "agreed: 2026-01-01"
            + (Chance(40) ? $", from: {from}" : "")
            + (Chance(30) ? $", until: {Day(OneOf(Events).Time.AddYears(1))}" : "");
    }

    private ChargeMatch Match() =>
        _random.Next(4) switch
        {
            0 => ChargeMatch.Everything,
            1 => new ChargeMatch { Models = ["Vendor/*"] },
            2 => new ChargeMatch { Modes = [Mode.Serverless] },
            _ => new ChargeMatch { Meters = ["output_tokens", "image_megapixels"] },
        };

    private static GroupKey Key(string name) => GroupKey.Parse(name)!;

    private static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Up to so many, none in half of the cases.</summary>
    private IEnumerable<T> Some<T>(int most, Func<T> draw) =>
        Enumerable.Range(0, Chance(50) ? 0 : _random.Next(1, most + 1)).Select(_ => draw()).ToList();

    private T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
