namespace Permil.Storage.Focus;

/// <summary>The form of an exported file.</summary>
public enum FocusFileForm
{
    /// <summary>UTF-8, RFC 4180, a line of names first.</summary>
    Csv,

    /// <summary>DECIMAL(38,18), timestamps in UTC, zstd.</summary>
    Parquet,
}
