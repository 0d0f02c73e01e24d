using Permil.Billing;
using Permil.Billing.Invoices;

namespace Permil.Focus.Export;

/// <summary>Collects Invoice Detail and Billing Period while the rows of Cost and Usage pass by.</summary>
/// <param name="month">The billing period.</param>
/// <param name="voidTimeOf">When a document became void, by its number.</param>
/// <param name="hasOthers">Whether accounts are left out: then it is not known whether all of the month is invoiced.</param>
internal sealed class FocusInvoiceRecords(BillingMonth month, Func<string, DateTimeOffset?> voidTimeOf, bool hasOthers)
{
    private readonly SortedDictionary<string, FocusInvoiceDetail> _details = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FocusBillingPeriod> _periods = new(StringComparer.Ordinal);
    private readonly HashSet<string> _issuers = new(StringComparer.Ordinal);
    private IReadOnlyList<IssuedInvoice> _history = [];

    /// <summary>In the order of their ids: by document, then by line.</summary>
    public IEnumerable<FocusInvoiceDetail> Details => _details.Values;

    /// <summary>In the order of issuers.</summary>
    public IEnumerable<FocusBillingPeriod> Periods => _periods.Values;

    /// <summary>The next rows are those of this question's account.</summary>
    public void Begin(FocusQuestion question)
    {
        _issuers.Clear();
        _history = question.History;
    }

    public void Look(FocusRow row)
    {
        _issuers.Add(row.Parties.Issuer);
        if (row.InvoiceDetailId is not { } id)
        {
            return;
        }

        _details[id] = _details.TryGetValue(id, out var detail) ? detail.Plus(row) : DetailOf(row);
    }

    /// <summary>All rows of the account were seen.</summary>
    /// <param name="issuer">Who invoices the account where no row says so.</param>
    /// <param name="hasDrafts">Whether something of the month is not invoiced.</param>
    public void End(string issuer, bool hasDrafts)
    {
        var documents = _history.Where(issued => FocusDocuments.PeriodOf(issued.Invoice) == month).ToList();
        if (_issuers.Count == 0 && documents.Count == 0 && !hasDrafts)
        {
            return;
        }

        foreach (var name in _issuers.DefaultIfEmpty(issuer))
        {
            var period = _periods.GetValueOrDefault(name) ?? new FocusBillingPeriod(month, name);
            _periods[name] = period with
            {
                HasDrafts = period.HasDrafts || hasDrafts || hasOthers,
                HasDocuments = period.HasDocuments || documents.Exists(issued => issued.Stands),
                LastUpdatedAt = documents
                    .Select(issued => voidTimeOf(issued.Invoice.Number!) ?? issued.Invoice.IssuedAt!.Value)
                    .Select(time => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond)))
                    .Append(period.LastUpdatedAt)
                    .Max(),
            };
        }
    }

    private FocusInvoiceDetail DetailOf(FocusRow row)
    {
        var issued = _history.First(document => document.Invoice.Number == row.InvoiceId);
        return new(row, issued.Invoice, voidTimeOf(row.InvoiceId!), ReferenceOf(row, issued));
    }

    /// <summary>A note says what it corrects; a correction on an invoice changes the invoice of its month.</summary>
    private string ReferenceOf(FocusRow row, IssuedInvoice issued) =>
        issued.Invoice.Corrects
        ?? (row.IsCorrection ? _history.Before(issued.Entry).InvoiceOf(row.DocumentLine!.Period)?.Invoice.Number : null)
        ?? issued.Invoice.Number!;
}
