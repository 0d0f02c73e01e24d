using System.Text;
using Permil.Rating;

namespace Permil.Usage.Readers;

/// <summary>Tells which events are read from their own line as they are, so that nobody has to read them to know.</summary>
internal static class ReadBack
{
    private const int MostSmallDigits = 6;

    /// <summary>
    /// Whether the line of an event is read as an event that says the same; <see langword="false"/> also where that is
    /// not certain. Empty texts and quantities of 0 say nothing.
    /// </summary>
    /// <param name="usageEvent">The event.</param>
    /// <param name="isOpen">Whether it is of a call that is not over, which has no usage and no reason for that.</param>
    public static bool IsSame(UsageEvent usageEvent, bool isOpen = false) =>
        usageEvent.Id.Length > 0
        && usageEvent.Source.Length > 0
        && usageEvent.Revises is null
        && Enum.IsDefined(usageEvent.Mode)
        && usageEvent.Time >= EventTime.Min
        && usageEvent.Time < EventTime.Max
        && AreTexts(usageEvent)
        && AreTags(usageEvent.Tags)
        && AreAttributes(usageEvent.Attributes)
        && IsCost(usageEvent)
        && IsUsage(usageEvent, isOpen);

    private static bool AreTexts(UsageEvent usageEvent) =>
        IsText(usageEvent.Id)
        && IsText(usageEvent.Source)
        && IsText(usageEvent.Provider)
        && IsText(usageEvent.Model)
        && IsText(usageEvent.Account)
        && IsText(usageEvent.SubAccount)
        && IsText(usageEvent.Feature)
        && IsText(usageEvent.Environment)
        && IsText(usageEvent.UnsettledReason);

    private static bool AreTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > 0)
        {
            foreach (var (name, value) in tags)
            {
                if (!IsText(name) || !IsText(value))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool AreAttributes(IReadOnlyDictionary<string, string> attributes)
    {
        if (attributes.Count > 0)
        {
            foreach (var (name, value) in attributes)
            {
                // Numbers among them come back in their one written form.
                var isNumber =
                    name is Attribute.Width or Attribute.Height or Attribute.Steps or Attribute.Seconds or "gpus";
                if (!IsText(name) || !IsText(value) || (isNumber && !IsSmallNumber(value)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsCost(UsageEvent usageEvent) =>
        usageEvent.ReportedCost is { } cost
            ? Math.Abs(cost) <= Measurement.MaxQuantity && IsCurrency(usageEvent.ReportedCurrency)
            : usageEvent.ReportedCurrency is "USD";

    private static bool IsUsage(UsageEvent usageEvent, bool isOpen)
    {
        var usage = usageEvent.Usage;
        if (usage.Count == 0)
        {
            return isOpen
                || !string.IsNullOrEmpty(usageEvent.UnsettledReason)
                || usageEvent.Attributes.GetValueOrDefault(Attribute.Outcome) is { Length: > 0 };
        }

        if (usageEvent.UnsettledReason is not null)
        {
            return false;
        }

        for (var i = 0; i < usage.Count; i++)
        {
            if (!IsMeasurement(usage[i]) || IsAgain(usage, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMeasurement(Measurement measured) =>
        measured.Quantity is >= 0 and <= Measurement.MaxQuantity
        && Meters.TryFind(measured.Meter.Name, out var meter)
        && meter == measured.Meter
        && HasDecimals(measured.Quantity, meter.Unit is "token" ? 0 : Exact.QuantityDecimals);

    private static bool HasDecimals(decimal quantity, int most) =>
        quantity.Scale <= most || decimal.Truncate(quantity) == quantity;

    private static bool IsAgain(IReadOnlyList<Measurement> usage, int place)
    {
        for (var i = 0; i < place; i++)
        {
            if (usage[i].Meter == usage[place].Meter)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCurrency(string currency)
    {
        foreach (var letter in currency)
        {
            if (!char.IsAsciiLetterUpper(letter))
            {
                return false;
            }
        }

        return currency.Length > 0;
    }

    /// <summary>A whole number as it is written without anything that could be left out; larger ones are for the reader.</summary>
    private static bool IsSmallNumber(string text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= MostSmallDigits && (text.Length == 1 || text[0] != '0');
    }

    /// <inheritdoc cref="IsSmallNumber(string)"/>
    public static bool IsSmallNumber(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MostSmallDigits
        && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && (text.Length == 1 || text[0] != (byte)'0');

    /// <summary>Whether UTF-8 can hold it: no half of a surrogate pair stands alone.</summary>
    private static bool IsText(string? text)
    {
        if (text is null || Ascii.IsValid(text))
        {
            return true;
        }

        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
