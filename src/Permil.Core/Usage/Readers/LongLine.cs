namespace Permil.Usage.Readers;

/// <summary>Says that a line was passed over for its length.</summary>
internal static class LongLine
{
    public static RejectedLine Rejected(string file, long line, long bytes, int maxLineBytes) =>
        new(file, line, $"the line has {bytes} bytes, allowed: at most {maxLineBytes}");
}
