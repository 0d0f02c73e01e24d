using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads one format: a JSON object (a line, a document, an element of an array) into usage events.</summary>
public interface IRecordReader
{
    /// <summary>The format's name, as <c>--input-format</c> takes it.</summary>
    string Format { get; }

    /// <summary>Whether the record has this format's shape. Cheap, and never throws.</summary>
    bool Recognises(JsonElement record);

    /// <summary>Adds the record's events; none where the record is of the format but holds no usage of its own.</summary>
    /// <exception cref="UsageFormatException">The record is of the format but a field is wrong; nothing was added.</exception>
    void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events);
}
