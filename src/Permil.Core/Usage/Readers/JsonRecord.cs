using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>How JSON of usage records is parsed.</summary>
internal static class JsonRecord
{
    /// <summary>A key that stands twice could mean either value: such a record is refused.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
}
