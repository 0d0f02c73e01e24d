namespace Permil.Pdf;

/// <summary>The fonts that come with the program. See Fonts/README.md.</summary>
internal static class PdfFonts
{
    private static readonly Lazy<TrueTypeFont> RegularFont = new(() =>
        Read("LiberationSans-Regular", "LiberationSans")
    );
    private static readonly Lazy<TrueTypeFont> BoldFont = new(() => Read("LiberationSans-Bold", "LiberationSans-Bold"));

    public static TrueTypeFont Regular => RegularFont.Value;

    public static TrueTypeFont Bold => BoldFont.Value;

    private static TrueTypeFont Read(string file, string name)
    {
        var resource = $"fonts/{file}.ttf";
        using var stream =
            typeof(PdfFonts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded in the program");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new TrueTypeFont(name, bytes);
    }
}
