namespace Permil.Focus.Validation;

/// <summary>Answers <see cref="FocusTest.IsProduct"/>: with all digits, unless a column holds binary numbers.</summary>
internal sealed class ProductTest
{
    private readonly int _left;
    private readonly int _right;
    private readonly int _product;
    private readonly bool _isBinary;

    public ProductTest(FileShape shape, FocusTest.IsProduct test)
    {
        _left = shape.IndexOf(test.Left);
        _right = shape.IndexOf(test.Right);
        _product = shape.IndexOf(test.Product);
        _isBinary = new[] { test.Left, test.Right, test.Product }.Any(column =>
            shape.KindOf(column) == FocusValueKind.Double
        );
    }

    public void Answer(FocusBatch batch, ulong[] rows)
    {
        rows.AsSpan().Fill(ulong.MaxValue);
        if (_left < 0 || _right < 0 || _product < 0)
        {
            return;
        }

        for (var row = 0; row < batch.Count; row++)
        {
            if (
                TryRead(batch[_left], row, out var left)
                && TryRead(batch[_right], row, out var right)
                && TryRead(batch[_product], row, out var product)
                && !(
                    _isBinary
                        ? ExactNumber.IsNearProduct(left, right, product)
                        : ExactNumber.IsProduct(left, right, product)
                )
            )
            {
                rows[row / 64] &= ~(1UL << (row % 64));
            }
        }
    }

    private static bool TryRead(FocusBatchColumn column, int row, out ExactNumber number)
    {
        number = default;
        return !column.IsNull(row) && ExactNumber.TryParse(column[row], out number);
    }
}
