using System.Globalization;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>The GPUs of one replica, from the name of its hardware: <c>8x_nvidia_h200_140gb_sxm</c>, <c>1xnvidia-h100-80gb</c>.</summary>
/// <param name="Gpu">The class, as prices name it.</param>
/// <param name="Count">GPUs a replica, 1 or more.</param>
internal readonly record struct EndpointHardware(string Gpu, int Count)
{
    private const int MaxCount = 1_024;

    /// <exception cref="UsageFormatException">The name does not say how many GPUs of which class.</exception>
    public static EndpointHardware Parse(string field, string? name)
    {
        var text = name ?? "";
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return
            digits < text.Length
            && text[digits] is 'x' or 'X'
            && int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= MaxCount
            && GpuClass.TryFind(text, out var gpu)
            ? new EndpointHardware(gpu, count)
            : throw new UsageFormatException(
                $"{field}: found '{JsonFields.Shorten(text)}', allowed: a number of GPUs and their class, as in 1x_nvidia_h100_80gb_sxm"
            );
    }
}
