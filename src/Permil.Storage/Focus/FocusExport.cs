using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Storage.Focus;

/// <summary>Writes what is stored as the FinOps Open Cost and Usage Specification says.</summary>
/// <param name="store">Usage and the invoice book beside it.</param>
/// <param name="termsOf">What an account is billed by today; asked for the empty account too.</param>
/// <param name="knownAccounts">Accounts that may owe something without usage.</param>
public sealed class FocusExport(
    UsageStore store,
    Func<string, BillingTerms> termsOf,
    IReadOnlyCollection<string> knownAccounts
)
{
    private const int MostNamed = 10;

    private readonly BillingBook _book = new(store);
    private readonly StoredCharges _charges = new(store);
    private readonly List<string> _unpriced = [];

    /// <summary>Usage that has no price and is in no row, in words, a fact a line.</summary>
    public IReadOnlyList<string> Unpriced => _unpriced;

    /// <summary>Events of which it is not known what they used.</summary>
    public long UnsettledEvents { get; private set; }

    /// <summary>The rows of a month, account by account.</summary>
    public IEnumerable<FocusRow> Rows(FocusExportQuestion question) => Rows(question, onDraft: () => { });

    /// <summary>Writes a month, or days of it; what was there of it before is replaced.</summary>
    public IReadOnlyList<FocusPart> Write(FocusExportQuestion question, FocusTarget target)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(target);
        var parts = new List<FocusPart>();
        var fields = FocusFields.Of(question.Version);
        target.Check(question.Month, question.Days);
        var isComplete = true;
        var records = HasInvoices(question.Version)
            ? new FocusInvoiceRecords(question.Month, VoidTimes(), HasOthers(question))
            : null;
        var commitments = new List<FocusContractCommitment>();
        var rows = Rows(question, () => isComplete = false, records, commitments.AddRange);
        if (question.Days is not { } days)
        {
            var part = WriteMonth(FocusDataset.CostAndUsage, fields, rows, question, target);
            parts.Add(part with { IsComplete = isComplete });
        }
        else
        {
            parts.AddRange(
                WriteDays(question, days, rows, target).Select(part => part with { IsComplete = isComplete })
            );
        }

        if (commitments.Count > 0)
        {
            var contract = FocusContractFields.Of(question.Version);
            parts.Add(WriteMonth(FocusDataset.ContractCommitment, contract, commitments, question, target));
        }
        else if (target.Remove(FocusDataset.ContractCommitment, question.Month) is { } gone)
        {
            var (start, end) = (question.Month.Start, question.Month.End);
            parts.Add(
                new(FocusDataset.ContractCommitment, gone, start, end, Rows: 0, IsComplete: true) { IsGone = true }
            );
        }

        if (records is not null)
        {
            var details = FocusInvoiceFields.Of(question.Version);
            var part = WriteMonth(FocusDataset.InvoiceDetail, details, records.Details, question, target);
            parts.Add(part with { IsComplete = isComplete });
            var periods = FocusPeriodFields.Of(question.Version);
            part = WriteMonth(FocusDataset.BillingPeriod, periods, records.Periods, question, target);
            parts.Add(part with { IsComplete = isComplete });
        }

        return parts;
    }

    private static FocusPart WriteMonth<TRow>(
        FocusDataset dataset,
        IReadOnlyList<FocusField<TRow>> fields,
        IEnumerable<TRow> rows,
        FocusExportQuestion question,
        FocusTarget target
    )
    {
        var file = target.FileOf(dataset, question.Month, day: null);
        var (count, isUnchanged) = target.Write(file, fields, rows);
        return new(dataset, file, question.Month.Start, question.Month.End, count, IsComplete: true)
        {
            IsUnchanged = isUnchanged,
            Replaced = target.RemoveOtherForm(file),
        };
    }

    /// <summary>Makes a row again and finds what is behind it; <see langword="null"/>: there is no such row now.</summary>
    public FocusExplained? Explain(FocusRowPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var question = new FocusExportQuestion { Month = place.Month };
        foreach (var account in place.Account is { } known ? [known] : AccountsOf(question))
        {
            foreach (var granularity in Enum.GetValues<FocusGranularity>())
            {
                var asked = QuestionOf(question with { Granularity = granularity }, account);
                if (
                    new FocusRows(_charges, _book.TermsOf).Of(asked).FirstOrDefault(row => row.RowId == place.RowId) is
                    { } row
                )
                {
                    return Explain(row, asked) with { Changed = place.ChangesTo(row) };
                }
            }
        }

        return null;
    }

    private FocusExplained Explain(FocusRow row, FocusQuestion question)
    {
        if (question.History.FirstOrDefault(issued => issued.Invoice.Number == row.InvoiceId) is not { } issued)
        {
            // A draft: what it corrects was invoiced before.
            var last = question.History.Where(one => one.Stands).Select(one => one.Invoice.Terms.ThroughSequence);
            var known = row.IsCorrection ? last.DefaultIfEmpty().Max() : 0;
            return new FocusRowEvents(store, row, question.Account, question.Terms).Find(
                known,
                question.ThroughSequence
            );
        }

        // A note prices the same usage anew, an invoice corrects by what came since.
        var invoice = issued.Invoice;
        var before = question.History.Before(issued.Entry).Where(one => one.Stands).Select(one => one.Invoice).ToList();
        var after =
            row.IsCorrection && invoice.Kind == InvoiceKind.Invoice
                ? before.Select(one => one.Terms.ThroughSequence).DefaultIfEmpty().Max()
                : 0;
        var terms =
            row.IsCorrection
            && invoice.Kind == InvoiceKind.Invoice
            && before.LastOrDefault(one => one.Month.Start == row.ChargePeriodStart) is { } corrected
                ? corrected.Terms
                : invoice.Terms;
        return new FocusRowEvents(store, row, question.Account, _book.TermsOf(terms, question.Account)).Find(
            after,
            invoice.Terms.ThroughSequence
        );
    }

    /// <summary>The day of its billing period that a row belongs to: each has one.</summary>
    public static DateOnly DayOf(FocusRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (first, last) = (row.BillingPeriod.Start, row.BillingPeriod.End.AddDays(-1));
        var start = row.ChargePeriodStart;
        return DateOnly.FromDateTime(
            (
                start < first ? first
                : start > last ? last
                : start
            ).UtcDateTime
        );
    }

    /// <summary>A bill is of a month: its rows are made once and dealt out to files of which at most a month's days are open.</summary>
    private static List<FocusPart> WriteDays(
        FocusExportQuestion question,
        IReadOnlyList<DateOnly> days,
        IEnumerable<FocusRow> all,
        FocusTarget target
    )
    {
        var fields = FocusFields.Of(question.Version);
        var open = new SortedDictionary<DateOnly, (string Name, FocusIncomingFile<FocusRow> File)>();
        try
        {
            foreach (var day in days)
            {
                var name = target.FileOf(FocusDataset.CostAndUsage, question.Month, day);
                open.Add(day, (name, target.Open(name, fields, isDay: true)));
            }

            foreach (var row in all)
            {
                if (open.TryGetValue(DayOf(row), out var asked))
                {
                    asked.File.Write(row);
                }
            }

            foreach (var (_, file) in open.Values)
            {
                file.Finish();
            }

            return [.. open.Select(day => PartOf(day.Key, day.Value.Name, day.Value.File, target))];
        }
        finally
        {
            foreach (var (_, file) in open.Values)
            {
                file.Dispose();
            }
        }
    }

    private static FocusPart PartOf(DateOnly day, string name, FocusIncomingFile<FocusRow> file, FocusTarget target)
    {
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return new(FocusDataset.CostAndUsage, name, start, start.AddDays(1), file.Rows, IsComplete: true)
        {
            IsUnchanged = file.Place(),
            Replaced = target.RemoveOtherForm(name),
        };
    }

    internal IEnumerable<FocusRow> Rows(
        FocusExportQuestion question,
        Action onDraft,
        FocusInvoiceRecords? records = null,
        Action<IEnumerable<FocusContractCommitment>>? onAccount = null
    )
    {
        foreach (var account in AccountsOf(question))
        {
            var rows = new FocusRows(_charges, _book.TermsOf);
            var asked = QuestionOf(question, account);
            records?.Begin(asked);
            foreach (var row in rows.Of(asked))
            {
                records?.Look(row);
                yield return row;
            }

            foreach (var row in records is null ? [] : rows.OfVoid(asked))
            {
                records!.Look(row);
            }

            records?.End(rows.Providers!.Issuer, rows.HasDrafts);
            onAccount?.Invoke(FocusContractCommitment.Of(asked.Terms.Contract, rows.Providers!, question.Month));

            _unpriced.AddRange(rows.Unpriced);
            UnsettledEvents += rows.UnsettledEvents;
            if (rows.HasDrafts)
            {
                onDraft();
            }
        }
    }

    private FocusQuestion QuestionOf(FocusExportQuestion question, string account) =>
        new()
        {
            Account = account,
            Month = question.Month,
            History = account.Length == 0 ? [] : _book.History(account),
            Terms = termsOf(account),
            ThroughSequence = _charges.LastSequence,
            Granularity = question.Granularity,
        };

    private IEnumerable<string> AccountsOf(FocusExportQuestion question)
    {
        if (question.Accounts is { } asked)
        {
            return asked.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        }

        return AllAccounts(question.Month);
    }

    /// <summary>Refuses accounts of which nothing is known; empty is known: usage of none.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public void Check(IReadOnlyList<string>? accounts)
    {
        var asked = (accounts ?? [])
            .Except(knownAccounts.Concat(_book.Accounts()).Append(""), StringComparer.Ordinal)
            .ToList();
        if (asked.Count == 0)
        {
            return;
        }

        var known = AllAccounts(month: null).Where(account => account.Length > 0).ToList();
        if (asked.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            var allowed = string.Join(", ", known.Take(MostNamed)) + (known.Count > MostNamed ? ", ..." : "");
            throw new IOException(
                $"account: found '{unknown}', allowed: {(allowed.Length > 0 ? allowed : "none, nothing is stored")}"
            );
        }
    }

    private IEnumerable<string> AllAccounts(BillingMonth? month)
    {
        var terms = termsOf("");
        return FocusAccounts
            .Of(store, _book, month, terms.Catalog, terms.Rules)
            .Concat(knownAccounts)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    private bool HasOthers(FocusExportQuestion question) =>
        question.Accounts is { } asked && AllAccounts(question.Month).Except(asked, StringComparer.Ordinal).Any();

    private static bool HasInvoices(FocusVersion version) =>
        FocusColumns.Of(version, FocusDataset.InvoiceDetail).Count > 0;

    private Func<string, DateTimeOffset?> VoidTimes()
    {
        var times = _book
            .Documents()
            .ToDictionary(booked => booked.Invoice.Number!, booked => booked.VoidTime, StringComparer.Ordinal);
        return number => times[number];
    }
}
