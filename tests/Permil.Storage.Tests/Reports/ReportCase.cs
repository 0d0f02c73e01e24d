using System.Globalization;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Focus.Export;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Focus;
using Permil.Usage;

namespace Permil.Storage.Reports;

/// <summary>A store with contracts, an invoice, usage that came after it, and questions, drawn from a seed.</summary>
internal sealed class ReportCase : IDisposable
{
    private static readonly string[] KeyNames =
    [
        "model",
        "provider",
        "mode",
        "meter",
        "sku",
        "account",
        "tenant",
        "feature",
        "env",
        "day",
        "hour",
        "month",
        "tag:a",
        "tag:b",
    ];

    private readonly Random _random;
    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();
    private readonly Dictionary<string, BillingTerms> _terms = new(StringComparer.Ordinal);
    private readonly ChargeCase _drawn;

    public ReportCase(int seed, bool hasRules)
    {
        _random = new Random(seed);
        _drawn = new ChargeCase(seed, hasRules);
        var late = _drawn.Events.Where(_ => Chance(30)).ToList();
        Store = ChargeCase.StoreOf(_folder, _drawn.Events.Except(late));
        Month = _drawn.Question().Month;
        foreach (
            var account in _drawn.Events.Select(used => used.Account).OfType<string>().Union(["x", "y", "w"]).Order()
        )
        {
            _terms[account] = WithMore(_drawn.Terms(account), account);
        }

        foreach (var account in Billed.Where(_ => Chance(60)).ToList())
        {
            Issue(account, Month);
        }

        ChargeCase.Import(Store, late);
    }

    public UsageStore Store { get; }

    public BillingMonth Month { get; }

    /// <summary>Accounts with a contract, in order.</summary>
    public IEnumerable<string> Billed =>
        _terms.Where(pair => pair.Value.Contract.Id.Length > 0).Select(pair => pair.Key).Order(StringComparer.Ordinal);

    public FocusExport Export => new(Store, TermsOf, [.. Billed]);

    public UsageReport Report(ReportQuestion question) =>
        UsageReport.Of(
            Store,
            new Rater(TermsOf("").Catalog),
            TermsOf("").Rules,
            question,
            new ReportTerms(TermsOf, [.. Billed])
        );

    /// <summary>Whole months, days or hours from the month on.</summary>
    public ReportQuestion Question()
    {
        var (from, to) = (Month.Start, Month.Next.End);
        if (Chance(40))
        {
            (from, to) = (from.AddDays(_random.Next(0, 25)), to.AddDays(-_random.Next(0, 25)));
        }

        if (Chance(30))
        {
            (from, to) = (from.AddHours(_random.Next(0, 24)), to.AddHours(-_random.Next(0, 24)));
        }

        return new(
            Keys(),
            new UsageSelection
            {
                From = from,
                To = to,
                Filters = Chance(60) ? [] : [Filter()],
            },
            IsCompared: false
        );
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    private List<GroupKey> Keys() =>
        [
            .. Enumerable
                .Range(0, _random.Next(0, 3))
                .Select(_ => GroupKey.Parse(OneOf(KeyNames))!)
                .DistinctBy(key => key.Name),
        ];

    private UsageFilter Filter()
    {
        var key = GroupKey.Parse(OneOf(["account", "tenant", "feature", "env", "model", "mode", "tag:a"]))!;
        return new(key, [key.ValueOf(OneOf(_drawn.Events), provider: null), .. Chance(30) ? [null] : (string?[])[]]);
    }

    /// <summary>Accounts that only rules name have no contract.</summary>
    private BillingTerms TermsOf(string account)
    {
        if (!_terms.TryGetValue(account, out var terms))
        {
            var drawn = _drawn.Terms("");
            _terms[account] = terms = BillingTerms.Of(account, drawn.Texts, drawn.AsKnownOn);
        }

        return terms;
    }

    private void Issue(string account, BillingMonth month)
    {
        var charges = new StoredCharges(Store);
        var book = new BillingBook(Store);
        var terms = TermsOf(account);
        book.Issue(
            account,
            month,
            terms,
            history =>
                new InvoiceDraft(charges, book.TermsOf).OfMonth(history, month, account, terms, charges.LastSequence)
        );
    }

    /// <summary>What of a contract is on rows of its own: commitments, credits, minimums, tax.</summary>
    private BillingTerms WithMore(BillingTerms terms, string account)
    {
        var from = Month.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var until = Month.Next.End.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] rules =
        [
            $"taxes:\n  - {{ id: vat, percent: 19, agreed: 2020-01-01 }}\n",
            $"minimums:\n  - {{ id: least, amount: {_random.Next(1, 50)}, agreed: 2020-01-01 }}\n",
            $"spend-commitments:\n  - {{ id: ahead, amount: {_random.Next(1, 200)}, paid: {OneOf(["upfront", "arrears"])}, from: {from}, until: {until}, agreed: 2020-01-01 }}\n",
            $"credits:\n  - {{ id: free, kind: free, amount: 0.5, from: {from} }}\n  - {{ id: paid, kind: prepaid, amount: 3, from: {from} }}\n",
        ];
        var more = string.Concat(rules.Where(_ => Chance(60)));
        return BillingTerms.Of(
            account,
            [
                .. terms.Texts.Select(text =>
                    text.Kind == TermsKind.Contract
                        ? new TermsText(
                            text.Kind,
                            text.Name,
                            text.Text.Replace("contract: c1", $"contract: c{_terms.Count}", StringComparison.Ordinal)
                                + more
                        )
                        : text
                ),
            ],
            terms.AsKnownOn
        );
    }

    private T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
