using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Permil.Rating;
using Permil.Rating.Bulk;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads event lines of the plain kind in one pass: texts without escapes, each member once, RFC 3339 times, short numbers.
/// What it takes, the full reader reads as the same event; everything else is for the full reader to judge.
/// </summary>
/// <remarks>Holds the places of the last line: one object a thread.</remarks>
internal sealed partial class EventLine
{
    private const int Texts = (int)EventLineField.Time;
    private const int MostPairs = 16;

    /// <summary>No plain line has one of these: then a text ends at the next quote.</summary>
    private static readonly SearchValues<byte> Odd = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(control => (byte)control),
        (byte)'\\',
    ]);

    private readonly Place[] _texts = new Place[Texts];
    private readonly List<(Place Name, Place Value)> _tags = [];
    private readonly List<(Place Name, Place Value)> _attributes = [];
    private readonly List<Measurement> _usage = [];
    private readonly LineTime _time = new();
    private readonly RecentTexts _recent = new();
    private int _seen;
    private bool _hasQuantity;
    private long _ticks;
    private Mode _mode;
    private decimal _reportedCost;

    /// <summary>Where a text stands in the line; of no length: nowhere.</summary>
    private readonly record struct Place(int Start, int Length);

    /// <summary>Reads a line; the other members are of this line until the next.</summary>
    /// <returns><see langword="false"/>: the line is for the full reader.</returns>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        _seen = 0;
        _hasQuantity = false;
        _mode = default;
        _tags.Clear();
        _attributes.Clear();
        _usage.Clear();
        Array.Clear(_texts);
        return line.Length > 0
            && line[0] == (byte)'{'
            && !line.ContainsAny(Odd)
            && Utf8.IsValid(line)
            && TryReadMembers(line)
            && IsWhole(line);
    }

    /// <summary>The bytes of a text of the line; none: the line does not say.</summary>
    public ReadOnlySpan<byte> TextOf(EventLineField field, ReadOnlySpan<byte> line) => Bytes(_texts[(int)field], line);

    /// <summary>The bytes of a tag's value; none: the line does not have it.</summary>
    public ReadOnlySpan<byte> TagOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> line) => ValueOf(_tags, name, line);

    /// <summary>The event of the line.</summary>
    public UsageEvent Event(ReadOnlySpan<byte> line)
    {
        var read = new UsageEvent
        {
            Id = Encoding.UTF8.GetString(TextOf(EventLineField.Id, line)),
            Source = Text(EventLineField.Source, line)!,
            Time = new DateTimeOffset(_ticks, TimeSpan.Zero),
            Provider = Text(EventLineField.Provider, line),
            Model = Text(EventLineField.Model, line) ?? "",
            Mode = _mode,
            Account = Text(EventLineField.Account, line),
            SubAccount = Text(EventLineField.SubAccount, line),
            Feature = Text(EventLineField.Feature, line),
            Environment = Text(EventLineField.Environment, line),
            UnsettledReason = Text(EventLineField.UnsettledReason, line),
            ReportedCost = Has(EventLineField.ReportedCost) ? _reportedCost : null,
            ReportedCurrency = Text(EventLineField.ReportedCurrency, line) ?? "USD",
            Usage = [.. _usage],
        };
        if (_tags.Count > 0)
        {
            read = read with { Tags = Pairs(_tags, line) };
        }

        return _attributes.Count > 0 ? read with { Attributes = Pairs(_attributes, line) } : read;
    }

    private bool IsWhole(ReadOnlySpan<byte> line) =>
        Has(EventLineField.Id)
        && Has(EventLineField.Source)
        && Has(EventLineField.Time)
        && (
            Has(EventLineField.UnsettledReason)
                ? !_hasQuantity
                : Has(EventLineField.Usage) && (_hasQuantity || !ValueOf(_attributes, "outcome"u8, line).IsEmpty)
        );

    private bool Has(EventLineField field) => (_seen & (1 << (int)field)) != 0;

    private string? Text(EventLineField field, ReadOnlySpan<byte> line) =>
        _texts[(int)field] is { Length: > 0 } place ? _recent.TextOf(Bytes(place, line)) : null;

    private Dictionary<string, string> Pairs(List<(Place Name, Place Value)> pairs, ReadOnlySpan<byte> line)
    {
        var texts = new Dictionary<string, string>(pairs.Count, StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            texts.Add(_recent.TextOf(Bytes(name, line)), _recent.TextOf(Bytes(value, line)));
        }

        return texts;
    }

    private static ReadOnlySpan<byte> ValueOf(
        List<(Place Name, Place Value)> pairs,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> line
    )
    {
        foreach (var pair in pairs)
        {
            if (Bytes(pair.Name, line).SequenceEqual(name))
            {
                return Bytes(pair.Value, line);
            }
        }

        return [];
    }

    private static ReadOnlySpan<byte> Bytes(Place place, ReadOnlySpan<byte> line) =>
        line.Slice(place.Start, place.Length);
}
