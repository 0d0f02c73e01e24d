namespace Permil.Usage.Readers;

/// <summary>A size in pixels.</summary>
internal readonly record struct PixelSize(int Width, int Height)
{
    /// <summary>
    /// The tier a video of this size is sold as: its smaller side with a <c>p</c>, and <c>4k</c> for 2160.
    /// </summary>
    public string Resolution => Math.Min(Width, Height) is 2160 ? "4k" : $"{Math.Min(Width, Height)}p";

    /// <summary>Reads <c>1366x768</c>.</summary>
    /// <returns><see langword="false"/> for anything else, also for sides over 100,000 pixels.</returns>
    public static bool TryParse(string? text, out PixelSize size)
    {
        const int MaxSide = 100_000;
        size = default;
        var cross = text?.IndexOf('x', StringComparison.OrdinalIgnoreCase) ?? -1;
        if (
            text is null
            || cross < 1
            || !int.TryParse(text.AsSpan(0, cross), out var width)
            || !int.TryParse(text.AsSpan(cross + 1), out var height)
            || width is < 1 or > MaxSide
            || height is < 1 or > MaxSide
        )
        {
            return false;
        }

        size = new PixelSize(width, height);
        return true;
    }
}
