using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Puts blocks on pages.</summary>
/// <param name="newPage">Makes the next page.</param>
/// <param name="bottom">Where pages end.</param>
internal sealed class PaperPages(Func<PdfPage> newPage, double bottom)
{
    private PdfPage? _page;
    private double _y;
    private bool _isAtTop;

    public void Set(IReadOnlyList<PaperBlock> blocks)
    {
        for (var start = 0; start < blocks.Count; )
        {
            var end = start;
            while (blocks[end].KeepsWithNext && end + 1 < blocks.Count)
            {
                end++;
            }

            var together = blocks.Skip(start).Take(end - start + 1).ToList();
            if (_page is null || _y + together.Sum(block => block.Height) > bottom)
            {
                TurnPage(together[0]);
            }

            foreach (var block in together)
            {
                if (block.IsSpace && _isAtTop)
                {
                    continue;
                }

                // What is kept together can be more than a page holds.
                if (_y + block.Height > bottom)
                {
                    TurnPage(block);
                }

                block.Draw(_page!, _y);
                _y += block.Height;
                _isAtTop = false;
            }

            start = end + 1;
        }
    }

    private void TurnPage(PaperBlock first)
    {
        _y = _page is null ? PaperStyle.TopMargin : PaperStyle.TopMargin + PaperStyle.RunningHead - PaperStyle.TextSize;
        _page = newPage();
        _isAtTop = true;
        if (first.Head is { } head)
        {
            head.Draw(_page, _y);
            _y += head.Height;
        }
    }
}
