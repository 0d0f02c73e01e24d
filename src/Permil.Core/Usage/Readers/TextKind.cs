namespace Permil.Usage.Readers;

/// <summary>What a log's text is made of.</summary>
internal enum TextKind
{
    /// <summary>One JSON text a line.</summary>
    Lines,

    /// <summary>JSON that spans lines.</summary>
    Documents,

    /// <summary>Saved event streams.</summary>
    EventStream,

    Csv,
}
