namespace Permil.Storage.DuckDb.Interop;

/// <summary>A value for a parameter, with the type it is bound as. The default is NULL.</summary>
internal readonly struct DuckDbValue
{
    private DuckDbValue(DuckDbValueKind kind, Int128 number, byte scale = 0)
    {
        Kind = kind;
        Number = number;
        Scale = scale;
    }

    private DuckDbValue(DuckDbValueKind kind, object reference)
    {
        Kind = kind;
        Reference = reference;
    }

    public static DuckDbValue Null => default;

    internal DuckDbValueKind Kind { get; }

    /// <summary>The number; of a decimal without its point, of a double its bits, of a timestamp its microseconds.</summary>
    internal Int128 Number { get; }

    internal byte Scale { get; }

    internal object? Reference { get; }

    internal double Double => BitConverter.Int64BitsToDouble((long)Number);

    public static implicit operator DuckDbValue(bool value) => new(DuckDbValueKind.Boolean, value ? 1 : 0);

    public static implicit operator DuckDbValue(int value) => new(DuckDbValueKind.Int32, value);

    public static implicit operator DuckDbValue(long value) => new(DuckDbValueKind.Int64, value);

    public static implicit operator DuckDbValue(ulong value) => new(DuckDbValueKind.UInt64, value);

    /// <summary>HUGEINT.</summary>
    public static implicit operator DuckDbValue(Int128 value) => new(DuckDbValueKind.Int128, value);

    /// <summary>DECIMAL(38, the value's scale), exactly.</summary>
    public static implicit operator DuckDbValue(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var digits = unchecked(new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]));
        return new(DuckDbValueKind.Decimal, decimal.IsNegative(value) ? -(Int128)digits : (Int128)digits, value.Scale);
    }

    public static implicit operator DuckDbValue(double value) =>
        new(DuckDbValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>VARCHAR; null is NULL. A text with a lone surrogate is refused when it is bound.</summary>
    public static implicit operator DuckDbValue(string? value) =>
        value is null ? Null : new(DuckDbValueKind.Text, value);

    /// <summary>BLOB; null is NULL.</summary>
    public static implicit operator DuckDbValue(byte[]? value) =>
        value is null ? Null : new(DuckDbValueKind.Blob, value);

    /// <summary>BLOB, of a copy.</summary>
    public static implicit operator DuckDbValue(ReadOnlyMemory<byte> value) =>
        new(DuckDbValueKind.Blob, value.ToArray());

    /// <summary>TIMESTAMP in UTC, cut to whole microseconds.</summary>
    public static implicit operator DuckDbValue(DateTimeOffset value) =>
        new(DuckDbValueKind.Timestamp, DuckDbTime.MicrosecondsOf(value.UtcTicks));

    /// <summary>TIMESTAMP, cut to whole microseconds. A local time is converted to UTC, an unspecified one taken as UTC.</summary>
    public static implicit operator DuckDbValue(DateTime value) =>
        new(
            DuckDbValueKind.Timestamp,
            DuckDbTime.MicrosecondsOf(value.Kind == DateTimeKind.Local ? value.ToUniversalTime().Ticks : value.Ticks)
        );
}
