using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>What stands together on one page.</summary>
internal sealed record PaperBlock
{
    /// <summary>In points.</summary>
    public required double Height { get; init; }

    /// <summary>Sets it on a page from a distance to the upper edge.</summary>
    public required Action<PdfPage, double> Draw { get; init; }

    /// <summary>Whether a page must not end behind it.</summary>
    public bool KeepsWithNext { get; init; }

    /// <summary>Whether it only keeps others apart: no page begins with it.</summary>
    public bool IsSpace { get; init; }

    /// <summary>Said again before it where a page begins with it: the head of its table.</summary>
    public PaperBlock? Head { get; init; }
}
