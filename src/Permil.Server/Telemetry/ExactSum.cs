using Permil.Rating;

namespace Permil.Server.Telemetry;

/// <summary>
/// A growing sum of amounts without any rounding: a <see cref="decimal"/> alone holds 28 digits and would round the end of
/// a small amount away once the sum is large. Whole units and the rest are kept apart. The default is 0.
/// </summary>
internal struct ExactSum
{
    /// <summary>The most bytes a sum can take.</summary>
    public const int MaxLength = 64;

    private decimal _units;

    // At least 0, less than 1.
    private decimal _rest;

    /// <exception cref="ArgumentOutOfRangeException">The amount is below 0.</exception>
    public void Add(decimal amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var units = decimal.Truncate(amount);
        _units += units;
        _rest += amount - units;
        if (_rest >= 1)
        {
            _units++;
            _rest--;
        }
    }

    /// <summary>The nearest number, for protocols that have no decimals.</summary>
    public readonly double ToDouble() => (double)_units + (double)_rest;

    /// <summary>Writes all digits as ASCII.</summary>
    /// <returns>How many bytes were written.</returns>
    public readonly int Write(Span<byte> text)
    {
        Span<byte> rest = stackalloc byte[DecimalText.MaxLength];
        var restLength = DecimalText.Write(_rest, rest);
        var length = DecimalText.Write(_units, text);

        // The rest begins with its 0, which the units take the place of.
        rest[1..restLength].CopyTo(text[length..]);
        return length + restLength - 1;
    }
}
