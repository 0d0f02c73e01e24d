using System.Buffers;
using System.Text;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Load;

/// <summary>What a store answered.</summary>
/// <param name="AsIs">The groups.</param>
/// <param name="WhatIf">
/// For each of the groups, what it would cost and how much more that is; <see langword="null"/>: that was not asked.
/// </param>
internal sealed record Answer(RatingSummary AsIs, IReadOnlyList<(decimal AsIf, decimal Difference)>? WhatIf = null)
{
    private const int PieceBytes = 64 * 1024;

    /// <param name="asIs">The groups.</param>
    /// <param name="asIf">The same groups, priced in another way.</param>
    public static Answer Compare(RatingSummary asIs, RatingSummary asIf)
    {
        var costs = asIf.Groups.ToDictionary(ValuesOf, group => group.ListCost);
        return new Answer(
            asIs,
            [.. asIs.Groups.Select(group => (costs[ValuesOf(group)], costs[ValuesOf(group)] - group.ListCost))]
        );
    }

    /// <summary>Writes a line for each group, the numbers to their last digit. The names of the log need no quotes.</summary>
    public void Write(string file)
    {
        using var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1);
        var lines = new ArrayBufferWriter<byte>(2 * PieceBytes);
        var headings = AsIs
            .Keys.Select(key => key.Name)
            .Concat(["events", "input tokens", "cached tokens", "output tokens", "list cost"])
            .Concat(WhatIf is null ? [] : ["as if", "difference"]);
        Encoding.UTF8.GetBytes(string.Join(',', headings), lines);
        for (var i = 0; i < AsIs.Groups.Count; i++)
        {
            WriteLine(i, lines);
            if (lines.WrittenCount >= PieceBytes)
            {
                output.Write(lines.WrittenSpan);
                lines.ResetWrittenCount();
            }
        }

        lines.Write("\n"u8);
        output.Write(lines.WrittenSpan);
    }

    private static string ValuesOf(UsageGroup group) => string.Join(',', group.Values);

    private void WriteLine(int place, ArrayBufferWriter<byte> lines)
    {
        var group = AsIs.Groups[place];
        var separator = "\n"u8;
        foreach (var value in group.Values)
        {
            lines.Write(separator);
            Encoding.UTF8.GetBytes(value, lines);
            separator = ","u8;
        }

        WriteNumber(group.Events, lines);
        WriteNumber(QuantityOf(group, Meters.InputTokens), lines);
        WriteNumber(QuantityOf(group, Meters.CachedInputTokens), lines);
        WriteNumber(QuantityOf(group, Meters.OutputTokens), lines);
        WriteNumber(group.ListCost, lines);
        if (WhatIf is not null)
        {
            WriteNumber(WhatIf[place].AsIf, lines);
            WriteNumber(WhatIf[place].Difference, lines);
        }
    }

    private static decimal QuantityOf(UsageGroup group, Meter meter)
    {
        foreach (var (other, quantity) in group.Quantities)
        {
            if (other == meter)
            {
                return quantity;
            }
        }

        return 0;
    }

    private static void WriteNumber(decimal number, ArrayBufferWriter<byte> lines)
    {
        lines.Write(","u8);
        lines.Advance(DecimalText.Write(number, lines.GetSpan(DecimalText.MaxLength)));
    }
}
