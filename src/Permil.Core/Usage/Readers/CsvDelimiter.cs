namespace Permil.Usage.Readers;

/// <summary>Tells what separates the columns of a file from its first line.</summary>
internal static class CsvDelimiter
{
    /// <summary>Whichever of comma, semicolon and tab stands most often; the comma where none does.</summary>
    public static char Of(ReadOnlySpan<byte> firstLine)
    {
        var commas = firstLine.Count((byte)',');
        var semicolons = firstLine.Count((byte)';');
        var tabs = firstLine.Count((byte)'\t');
        return tabs > commas && tabs >= semicolons ? '\t'
            : semicolons > commas ? ';'
            : ',';
    }
}
