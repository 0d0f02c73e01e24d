namespace Permil.Usage.Readers;

/// <summary>How input is read.</summary>
public sealed record ReadOptions
{
    /// <summary>The time of records that carry none; <see langword="null"/> rejects them.</summary>
    public required DateTimeOffset? DefaultTime { get; init; }

    /// <summary>Whether events that amend or retract others are read; where nothing is stored they are rejected.</summary>
    public bool TakesRevisions { get; init; }

    /// <summary>
    /// Whether an event line of Permil's with a field that such lines do not have is rejected. Not for what was stored: a
    /// later program may have written more.
    /// </summary>
    public bool IsStrict { get; init; }

    /// <summary>The one format to read; <see langword="null"/> detects it from the content of each record.</summary>
    public string? Format { get; init; }

    /// <summary>Extra places of fields, field name to dotted JSON path or CSV column; they go before the built-in ones.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Values for fields that a record does not have (provider, model, account, tenant, ...).</summary>
    public IReadOnlyDictionary<string, string> Defaults { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Whether the provider of a model counts cached tokens inside its input count, asked only where the shape of a
    /// record does not tell. <see langword="null"/> as an answer: not known.
    /// </summary>
    public Func<
        string? /* provider */
        ,
        string /* model */
        ,
        bool?
    > CachedInsideInput { get; init; } = static (_, _) => null;

    /// <summary>Lines longer than this many bytes are rejected unread.</summary>
    /// <value>The default is 16 MiB.</value>
    public int MaxLineBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Documents that span lines are held whole; larger ones are rejected.</summary>
    /// <value>The default is 256 MiB.</value>
    public int MaxDocumentBytes { get; init; } = 256 * 1024 * 1024;
}
