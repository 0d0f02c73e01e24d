using System.Text;

namespace Permil.Focus.Validation;

/// <summary>The tests that look at values.</summary>
internal sealed class ValueTests(FileShape shape)
{
    /// <summary>Whether a value, never null, passes.</summary>
    private delegate bool OneTest(ReadOnlySpan<byte> value);

    /// <summary>Whether two values, neither null, pass.</summary>
    private delegate bool PairTest(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other);

    public Action<FocusBatch, ulong[]> AnswerOf(FocusTest test) =>
        test switch
        {
            FocusTest.Is(var column, var value) => IsText(column, Encoding.UTF8.GetBytes(value)),
            FocusTest.IsNumber(var column, var value) => OfOne(
                column,
                text => ExactNumber.TryParse(text, out var number) && Equals(number, value),
                whenNull: false
            ),
            FocusTest.IsOneOf(var column, var values) => IsOneOf(column, values),
            FocusTest.IsSameText(var column, var other) => IsSameText(column, other),
            FocusTest.IsSameNumber(var column, var other) => OfTwo(column, other, IsSameNumber),
            FocusTest.IsAtLeast(var column, var least) => Bounded(column, least, isLeast: true),
            FocusTest.IsAtMost(var column, var most) => Bounded(column, most, isLeast: false),
            FocusTest.HasFormat(var column, var format) => HasFormat(column, format),
            FocusTest.HasType(var column, var type) => HasType(column, type),
            FocusTest.IsAscii(var column) => OfOne(column, text => Ascii.IsValid(text)),
            FocusTest.IsProduct product => new ProductTest(shape, product).Answer,
            FocusTest.IsBefore(var start, var end) => OfTwo(start, end, IsBefore),
            FocusTest.IsPartOf(var subcategory, var category) => OfTwo(subcategory, category, IsPartOf),
            FocusTest.JsonHolds json => new JsonTest(shape, json).Answer,
            _ => throw new ArgumentOutOfRangeException(nameof(test), test, "no test of a value"),
        };

    private Action<FocusBatch, ulong[]> OfOne(string name, OneTest test, bool whenNull = true)
    {
        var place = shape.IndexOf(name);
        if (place < 0)
        {
            return Always(whenNull);
        }

        return (batch, rows) =>
        {
            var column = batch[place];
            rows.AsSpan().Clear();
            var isPassed = false;
            ReadOnlySpan<byte> before = default;
            var isFirst = true;
            for (var row = 0; row < batch.Count; row++)
            {
                var passes = whenNull;
                if (!column.IsNull(row))
                {
                    var value = column[row];
                    if (isFirst || !value.SequenceEqual(before))
                    {
                        isPassed = test(value);
                        before = value;
                        isFirst = false;
                    }

                    passes = isPassed;
                }

                rows[row / 64] |= (passes ? 1UL : 0) << (row % 64);
            }
        };
    }

    private Action<FocusBatch, ulong[]> OfTwo(string name, string otherName, PairTest test)
    {
        var place = shape.IndexOf(name);
        var otherPlace = shape.IndexOf(otherName);
        if (place < 0 || otherPlace < 0)
        {
            return Always(true);
        }

        return (batch, rows) =>
        {
            var (one, other) = (batch[place], batch[otherPlace]);
            rows.AsSpan().Clear();
            var before = -1;
            var isPassed = true;
            for (var row = 0; row < batch.Count; row++)
            {
                var passes = true;
                if (!one.IsNull(row) && !other.IsNull(row))
                {
                    var isRepeated =
                        before >= 0 && one[row].SequenceEqual(one[before]) && other[row].SequenceEqual(other[before]);
                    isPassed = isRepeated ? isPassed : test(one[row], other[row]);
                    before = row;
                    passes = isPassed;
                }

                rows[row / 64] |= (passes ? 1UL : 0) << (row % 64);
            }
        };
    }

    private Action<FocusBatch, ulong[]> IsText(string column, byte[] text) =>
        OfOne(column, value => value.SequenceEqual(text), whenNull: false);

    private Action<FocusBatch, ulong[]> IsOneOf(string column, IReadOnlyCollection<string> values)
    {
        var known = values.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var longest = values.Max(value => value.Length);
        return OfOne(
            column,
            value =>
            {
                if (value.Length > longest)
                {
                    return false;
                }

                Span<char> text = stackalloc char[value.Length];
                return Encoding.UTF8.TryGetChars(value, text, out var length) && known.Contains(text[..length]);
            }
        );
    }

    private Action<FocusBatch, ulong[]> IsSameText(string name, string otherName)
    {
        var (place, otherPlace) = (shape.IndexOf(name), shape.IndexOf(otherName));
        return (batch, rows) =>
        {
            rows.AsSpan().Clear();
            for (var row = 0; row < batch.Count; row++)
            {
                var isNull = place < 0 || batch[place].IsNull(row);
                var isOtherNull = otherPlace < 0 || batch[otherPlace].IsNull(row);
                var isSame =
                    isNull || isOtherNull
                        ? isNull == isOtherNull
                        : batch[place][row].SequenceEqual(batch[otherPlace][row]);
                rows[row / 64] |= (isSame ? 1UL : 0) << (row % 64);
            }
        };
    }

    private Action<FocusBatch, ulong[]> Bounded(string column, decimal bound, bool isLeast)
    {
        var number = ExactNumber.Of(bound);
        return OfOne(
            column,
            text =>
                !ExactNumber.TryParse(text, out var value)
                || (isLeast ? ExactNumber.Compare(value, number) >= 0 : ExactNumber.Compare(value, number) <= 0)
        );
    }

    private Action<FocusBatch, ulong[]> HasFormat(string column, FocusFormat format)
    {
        // What a typed column holds has the format of its type.
        var isGiven = (format, shape.KindOf(column)) switch
        {
            (FocusFormat.Numeric, FocusValueKind.Decimal) => true,
            (FocusFormat.DateTime, FocusValueKind.DateTime) => true,
            _ => false,
        };
        return isGiven ? Always(true)
            // Binary numbers may be none, or infinite.
            : format == FocusFormat.Numeric && shape.KindOf(column) == FocusValueKind.Double
                ? OfOne(column, value => ExactNumber.TryParse(value, out _))
            : OfOne(column, value => FocusFormats.Has(format, value));
    }

    private Action<FocusBatch, ulong[]> HasType(string column, FocusDataType type)
    {
        var kind = shape.KindOf(column);
        return type switch
        {
            FocusDataType.String when kind is FocusValueKind.Untyped or FocusValueKind.String => Always(true),
            FocusDataType.Decimal when kind is FocusValueKind.Decimal or FocusValueKind.Double => Always(true),
            FocusDataType.DateTime when kind is FocusValueKind.DateTime => Always(true),
            FocusDataType.Json when kind is FocusValueKind.Json or FocusValueKind.Untyped or FocusValueKind.String =>
                OfOne(column, value => FocusFormats.IsObject(value)),
            FocusDataType.Decimal when kind == FocusValueKind.Untyped => OfOne(
                column,
                value => ExactNumber.TryParse(value, out _)
            ),
            FocusDataType.DateTime when kind == FocusValueKind.Untyped => OfOne(
                column,
                value => MomentText.TryParse(value, out _)
            ),
            _ => OfOne(column, _ => false),
        };
    }

    private static bool Equals(ExactNumber number, decimal value) =>
        ExactNumber.Compare(number, ExactNumber.Of(value)) == 0;

    private static bool IsSameNumber(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        !ExactNumber.TryParse(one, out var number)
        || !ExactNumber.TryParse(other, out var otherNumber)
        || ExactNumber.Compare(number, otherNumber) == 0;

    private static bool IsBefore(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end) =>
        !MomentText.TryParse(start, out var from) || !MomentText.TryParse(end, out var to) || from < to;

    private static bool IsPartOf(ReadOnlySpan<byte> subcategory, ReadOnlySpan<byte> category) =>
        FocusServices.CategoryOf(Encoding.UTF8.GetString(subcategory)) is not { } parent
        || string.Equals(parent, Encoding.UTF8.GetString(category), StringComparison.Ordinal);

    private static Action<FocusBatch, ulong[]> Always(bool answer) =>
        (_, rows) => rows.AsSpan().Fill(answer ? ulong.MaxValue : 0);
}
