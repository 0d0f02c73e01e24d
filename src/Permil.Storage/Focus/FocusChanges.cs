using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Storage.Focus;

/// <summary>
/// Finds which months of an export are not as they would be exported now. One too many only costs time: what comes out the
/// same is left as it is.
/// </summary>
/// <param name="store">Usage and the invoice book beside it.</param>
/// <param name="termsOf">What an account is billed by today; asked for the empty account too.</param>
/// <param name="knownAccounts">Accounts that may owe something without usage.</param>
public sealed class FocusChanges(
    UsageStore store,
    Func<string, BillingTerms> termsOf,
    IReadOnlyCollection<string> knownAccounts
)
{
    private readonly BillingBook _book = new(store);
    private readonly StoredCharges _charges = new(store);
    private readonly Dictionary<long, IReadOnlySet<BillingMonth>> _touched = [];

    /// <summary>What an export sees now.</summary>
    /// <param name="question">How it is exported; the month does not matter.</param>
    /// <param name="generatorVersion">Of the program: another one may write other rows.</param>
    public FocusWatermark Now(FocusExportQuestion question, string generatorVersion)
    {
        ArgumentNullException.ThrowIfNull(question);
        var facts = new StringBuilder();
        Add("program", generatorVersion);
        Add("focus", FocusColumns.NameOf(question.Version));
        Add("granularity", question.Granularity.ToString());
        foreach (var account in question.Accounts?.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
        {
            Add("only", account);
        }

        foreach (var account in knownAccounts.Append("").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var terms = termsOf(account);
            Add("account", account);
            Add("known", terms.AsKnownOn?.ToString("O", CultureInfo.InvariantCulture) ?? "");
            foreach (var text in terms.Texts)
            {
                Add(text.Kind.ToString(), $"{text.Name} {text.Hash}");
            }
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToString()));
        return new(_charges.LastSequence, _book.LastEntry, Convert.ToHexStringLower(hash));

        void Add(string name, string value) => facts.Append(name).Append(' ').Append(value).Append('\n');
    }

    /// <summary>All months that an export of everything has now, in order.</summary>
    /// <param name="sectors">What is there.</param>
    /// <param name="now">What an export sees now.</param>
    /// <param name="today">The day: its month is open even when nothing is in it yet.</param>
    public IReadOnlyList<FocusStaleMonth> Find(IReadOnlyList<FocusSector> sectors, FocusWatermark now, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(sectors);
        ArgumentNullException.ThrowIfNull(now);
        var there = sectors.ToLookup(sector => BillingMonth.Of(sector.Start));
        var documents = _book.Documents().Select(booked => booked.Issued).ToList();
        return
        [
            .. MonthsOf(there.Select(month => month.Key), documents, new(today.Year, today.Month))
                .Select(month => new FocusStaleMonth(
                    month,
                    DaysOf([.. there[month]], month, today),
                    Because(month, [.. there[month]], documents, now)
                )),
        ];
    }

    private IEnumerable<BillingMonth> MonthsOf(
        IEnumerable<BillingMonth> there,
        List<IssuedInvoice> documents,
        BillingMonth current
    )
    {
        var terms = knownAccounts.Select(termsOf).ToList();
        var promised = terms
            .SelectMany(of => of.Credits.Select(credit => credit.GrantedAt))
            .Concat(terms.SelectMany(of => of.Contract.Of<Commitment>().Select(commitment => commitment.From)))
            .Select(BillingMonth.Of)
            .Where(month => month <= current);
        var months = Touched(0)
            .Concat(documents.SelectMany(MonthsOf))
            .Concat(SinceFirst([.. documents.Select(issued => issued.Invoice.Month)]))
            .Concat(promised)
            .Concat(there)
            .Append(current)
            .Distinct()
            .Order()
            .ToList();

        // Contracts bill months without usage too.
        return terms.Exists(of => of.Contract.Rules.Count > 0)
            ? months.Concat(Between(months[0], current)).Distinct().Order()
            : months;
    }

    /// <summary>To the month after the last invoiced one: one without usage can have what corrects the others.</summary>
    private static IEnumerable<BillingMonth> SinceFirst(List<BillingMonth> invoiced) =>
        invoiced.Count == 0 ? [] : Between(invoiced.Min(), invoiced.Max().Next);

    private static IEnumerable<BillingMonth> Between(BillingMonth first, BillingMonth last)
    {
        for (var month = first; month <= last; month = month.Next)
        {
            yield return month;
        }
    }

    private static IEnumerable<BillingMonth> MonthsOf(IssuedInvoice issued) =>
        [issued.Invoice.Month, FocusDocuments.PeriodOf(issued.Invoice)];

    /// <summary>A month that is there by days gets all its days, up to today.</summary>
    private static List<DateOnly>? DaysOf(List<FocusSector> sectors, BillingMonth month, DateOnly today)
    {
        if (!sectors.Exists(sector => sector.End - sector.Start < month.End - month.Start))
        {
            return null;
        }

        var last = sectors.Max(sector => DateOnly.FromDateTime(sector.Start.UtcDateTime));
        return
        [
            .. Enumerable
                .Range(0, (month.End - month.Start).Days)
                .Select(day => DateOnly.FromDateTime(month.Start.UtcDateTime).AddDays(day))
                .Where(day => day <= last || day <= today),
        ];
    }

    private string? Because(
        BillingMonth month,
        List<FocusSector> sectors,
        List<IssuedInvoice> documents,
        FocusWatermark now
    )
    {
        if (sectors.Count == 0)
        {
            return "it is new";
        }

        if (sectors.Exists(sector => sector.Watermark is null))
        {
            return "its export did not say what it saw";
        }

        if (sectors.Exists(sector => sector.Watermark!.Fingerprint != now.Fingerprint))
        {
            return "prices, contracts, credits, allocation, options or the program are others";
        }

        var entry = sectors.Min(sector => sector.Watermark!.Entry);
        var changed = documents
            .Where(issued => issued.Entry > entry || issued.VoidedAt > entry)
            .SelectMany(MonthsOf)
            .ToHashSet();
        var touched = Touched(sectors.Min(sector => sector.Watermark!.Sequence));
        if (touched.Contains(month))
        {
            return "usage came";
        }

        if (changed.Contains(month))
        {
            return "documents were issued or became void";
        }

        // What is not invoiced follows from earlier months and from what documents say.
        var isOpen = !sectors.TrueForAll(sector => sector.IsComplete) || !IsInvoiced(month, documents);
        return
            isOpen
            && (
                changed.Count > 0
                || touched.Any(other => other < month)
                || touched.Any(other => documents.Exists(issued => issued.Stands && issued.Invoice.Month == other))
            )
            ? "what it follows from has changed"
            : null;
    }

    /// <summary>Whether no account that has documents or may owe something without usage is without an invoice.</summary>
    private bool IsInvoiced(BillingMonth month, List<IssuedInvoice> documents) =>
        documents
            .Select(issued => issued.Invoice.Account)
            .Concat(knownAccounts)
            .Distinct(StringComparer.Ordinal)
            .All(account => documents.Where(issued => issued.Invoice.Account == account).InvoiceOf(month) is not null);

    private IReadOnlySet<BillingMonth> Touched(long afterSequence)
    {
        if (!_touched.TryGetValue(afterSequence, out var months))
        {
            _touched.Add(afterSequence, months = _charges.MonthsTouched(afterSequence, _charges.LastSequence));
        }

        return months;
    }
}
