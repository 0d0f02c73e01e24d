namespace Permil.Billing.Invoices.Documents;

/// <summary>The sections of an invoice for a terminal: figures to the right, as wide as the widest; names take the rest.</summary>
internal sealed class InvoiceTextTable
{
    private const string Gap = "  ";
    private const string Indent = "    ";
    private const string DetailIndent = "  ";
    private const int FewestNameColumns = 20;

    private readonly InvoiceLayout _layout;
    private readonly int[] _widths;
    private readonly int _figuresWidth;
    private readonly int _nameWidth;

    // Names stand above their figures where there is no room beside them.
    private readonly bool _isStacked;

    public InvoiceTextTable(InvoiceLayout layout)
    {
        _layout = layout;
        _widths = [.. InvoiceColumns.Headings.Select(heading => heading.Length)];
        foreach (var figures in InvoiceColumns.Of(layout))
        {
            for (var i = 0; i < _widths.Length; i++)
            {
                _widths[i] = Math.Max(_widths[i], figures[i].Length);
            }
        }

        _figuresWidth = _widths.Sum() + Gap.Length * _widths.Length;
        var left = InvoiceText.Width - _figuresWidth - Indent.Length;
        _isStacked = left < FewestNameColumns;
        _nameWidth = left;
    }

    public IEnumerable<string> Lines() => _layout.Sections.SelectMany(LinesOf);

    private IEnumerable<string> LinesOf(InvoiceSection section)
    {
        yield return new string('=', InvoiceText.Width);
        foreach (var line in InvoiceText.Wrap(section.Title, InvoiceText.Width))
        {
            yield return line;
        }

        foreach (var line in section.Intro is { } intro ? InvoiceText.Wrap(intro, InvoiceText.Width) : [])
        {
            yield return line;
        }

        yield return Beside("", InvoiceColumns.HeadingsOf(section));
        yield return new string('-', InvoiceText.Width);
        foreach (var group in section.Groups)
        {
            foreach (var line in group.Title is { } name ? InvoiceText.Wrap(name, InvoiceText.Width - 2) : [])
            {
                yield return "  " + line;
            }

            foreach (var line in group.Rows.SelectMany(LinesOf))
            {
                yield return line;
            }
        }

        yield return new string('-', InvoiceText.Width);
        yield return Beside("  Sum", InvoiceColumns.Of(section));
        yield return "";
    }

    private IEnumerable<string> LinesOf(InvoiceRow row)
    {
        var lines =
            row.IsPlain ? PlainLinesOf(row)
            : _isStacked ? StackedLinesOf(row)
            : LinesBesideFiguresOf(row);
        var details = row.Details.SelectMany(detail =>
            InvoiceText.Wrap(detail, InvoiceText.Width - Indent.Length - DetailIndent.Length)
        );
        return lines.Concat(details.Select(detail => Indent + DetailIndent + detail));
    }

    private static IEnumerable<string> PlainLinesOf(InvoiceRow row)
    {
        var names = InvoiceText.Wrap(row.What, InvoiceText.Width - Indent.Length - Gap.Length - row.Amount.Length);
        return names.Select(
            (name, i) =>
                i > 0 ? Indent + name : (Indent + name).PadRight(InvoiceText.Width - row.Amount.Length) + row.Amount
        );
    }

    private IEnumerable<string> StackedLinesOf(InvoiceRow row)
    {
        var name = row.SubAccount is { } account ? $"{row.What} ({account})" : row.What;
        return InvoiceText
            .Wrap(name, InvoiceText.Width - Indent.Length)
            .Select(line => Indent + line)
            .Concat(FiguresOf(row).Select(figures => Beside("", figures)));
    }

    private IEnumerable<string> LinesBesideFiguresOf(InvoiceRow row)
    {
        var account = row.SubAccount is { } owner ? InvoiceText.Wrap(owner, _nameWidth - DetailIndent.Length) : [];
        List<string> names =
        [
            .. InvoiceText.Wrap(row.What, _nameWidth),
            .. account.Select(line => DetailIndent + line),
        ];
        var figures = FiguresOf(row);
        for (var i = 0; i < Math.Max(names.Count, figures.Count); i++)
        {
            var name = Indent + names.ElementAtOrDefault(i);
            yield return i < figures.Count ? Beside(name, figures[i]) : name;
        }
    }

    private static List<string[]> FiguresOf(InvoiceRow row) =>
        InvoiceColumns.Below(row) is { } below ? [InvoiceColumns.Of(row), below] : [InvoiceColumns.Of(row)];

    private string Beside(string name, string[] figures)
    {
        var cells = figures.Select(
            (text, i) => Gap + (i == InvoiceColumns.Unit ? text.PadRight(_widths[i]) : text.PadLeft(_widths[i]))
        );
        // Figures are never cut: where they alone are too wide, so is the line.
        return name.PadRight(Math.Max(InvoiceText.Width - _figuresWidth, 0)) + string.Concat(cells);
    }
}
