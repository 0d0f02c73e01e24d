namespace Permil.Usage.Readers;

/// <summary>Says that a line was passed over for its length.</summary>
internal static class LongLine
{
    public static RejectedLine Rejected(string file, LineSource lines, ReadOptions options) =>
        new(file, lines.Number, $"the line has {lines.Length} bytes, allowed: at most {options.MaxLineBytes}");
}
