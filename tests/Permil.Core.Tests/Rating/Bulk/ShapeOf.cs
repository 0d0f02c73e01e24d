using System.Globalization;
using System.Text;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>A shape learned from one line, and what it says of others.</summary>
internal sealed class ShapeOf
{
    /// <summary>What is asked for, by the number of the dimension.</summary>
    private static readonly string[] Dimensions = ["Model", "SubAccount", "Tag team"];

    private readonly LineShape _shape;
    private readonly LineValues _values = new(Dimensions.Length);

    private ShapeOf(LineShape shape) => _shape = shape;

    /// <summary>Learns from a line.</summary>
    /// <param name="line">Without line feed.</param>
    /// <param name="isAnyTagAsked">Whether one of the dimensions is a tag.</param>
    /// <param name="own">Places of the caller's own.</param>
    /// <returns><see langword="null"/> when the line is only for the full reader.</returns>
    public static ShapeOf? Line(
        string line,
        bool isAnyTagAsked = false,
        params IEnumerable<(string Field, string Path)> own
    )
    {
        var map = new FieldMap(own.ToDictionary(place => place.Field, place => place.Path, StringComparer.Ordinal));
        var shape = LineShape.Learn(
            Encoding.UTF8.GetBytes(line),
            map,
            binding => Array.IndexOf(Dimensions, $"{binding.Field} {binding.Name}".TrimEnd()),
            isAnyTagAsked
        );
        return shape is null ? null : new ShapeOf(shape);
    }

    /// <summary>Reads a line with its line feed.</summary>
    /// <param name="line">Without line feed.</param>
    /// <param name="available">Bytes up to the end of the chunk; all, if not said.</param>
    /// <returns>How many bytes it took; 0: the line has another shape.</returns>
    public int LengthOf(string line, int? available = null)
    {
        var bytes = PaddedLine.Of(line);
        return _shape.TryRead(ref bytes[0], available ?? bytes.Length - ChunkReader.Slack, _values);
    }

    /// <summary>What a line of this shape says.</summary>
    public string Read(string line)
    {
        var bytes = PaddedLine.Of(line);
        LengthOf(line).ShouldBe(bytes.Length - ChunkReader.Slack, line);
        var said = new StringBuilder();
        Say("id", Text(_values.IdStart, _values.IdLength));
        Say("time", _values.TimeLength == 0 ? Number(_values.TimeNumber) : Text(_values.TimeStart, _values.TimeLength));
        Say("prompt", Number(_values.PromptTokens));
        Say("cached", Number(_values.CachedTokens));
        Say("output", Number(_values.OutputTokens));
        Say("reasoning", Number(_values.ReasoningTokens));
        Say("total", Number(_values.TotalTokens));
        Say("cost", _values.CostLength == 0 ? "" : Text(_values.CostStart, _values.CostLength));
        return said.ToString().TrimEnd();

        void Say(string name, string value) => said.Append(name).Append('=').Append(value).Append(' ');
        string Text(int start, int length) => Encoding.ASCII.GetString(bytes, start, length);
        static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The text of a dimension in a line of this shape.</summary>
    public string Dimension(string line, int dimension)
    {
        Read(line);
        var (start, length) = _values.Dimension(dimension);
        return Encoding.ASCII.GetString(PaddedLine.Of(line), start, length);
    }
}
