using Permil.Billing;

namespace Permil.Storage.Focus.Import;

/// <summary>The rows of a provider, account and month as they come in.</summary>
/// <param name="number">What the rows are marked with.</param>
/// <param name="provider">Who charged them.</param>
/// <param name="account">The billing account.</param>
/// <param name="month">The billing month.</param>
internal sealed class IncomingPart(long number, string provider, string account, BillingMonth month)
{
    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);
    private UInt128 _content;

    public long Number { get; } = number;

    public string Provider { get; } = provider;

    public string Account { get; } = account;

    public BillingMonth Month { get; } = month;

    public long Rows { get; private set; }

    /// <summary>A sum: the order of rows says nothing.</summary>
    public Int128 Content => unchecked((Int128)_content);

    public string Files => string.Join(", ", _files);

    public void Add(UInt128 row, string file)
    {
        Rows++;
        _content = unchecked(_content + row);
        _files.Add(file);
    }
}
