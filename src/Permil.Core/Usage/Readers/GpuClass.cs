namespace Permil.Usage.Readers;

/// <summary>The class a GPU is sold as, from the many ways it is written.</summary>
public static class GpuClass
{
    /// <summary>Longest names first: <c>GB300</c> holds <c>B300</c>, and a slice of a GPU holds the name of the whole.</summary>
    private static readonly string[] Classes =
    [
        "h100-40gb-mig",
        "gb300",
        "gb200",
        "b300",
        "b200",
        "h200",
        "h100",
        "a100",
        "l40s",
        "l40",
        "a40",
        "rtx_6000",
        "rtx-6000",
    ];

    /// <summary><c>h100</c> for <c>h100-80gb</c>, <c>H100_SXM</c> and <c>HGX H100</c>; an unknown name in lower case.</summary>
    public static string Of(string text)
    {
        foreach (var name in Classes)
        {
            if (text.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                return name.Replace('_', '-');
            }
        }

        return text.ToLowerInvariant();
    }

    /// <returns><see langword="false"/> when the text names no known class.</returns>
    public static bool TryFind(string text, out string gpu)
    {
        gpu = Of(text);
        return Array.IndexOf(Classes, gpu) >= 0;
    }
}
