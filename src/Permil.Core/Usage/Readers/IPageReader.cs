using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads documents that hold many records; a bad one among them does not spoil the others.</summary>
internal interface IPageReader : IRecordReader
{
    /// <summary>The records of the page, in their order.</summary>
    /// <exception cref="UsageFormatException">The page has the wrong shape.</exception>
    IEnumerable<PageItem> ItemsOf(JsonElement page);

    /// <summary>Adds the events of one record.</summary>
    /// <exception cref="UsageFormatException">A field is wrong; nothing was added.</exception>
    void ReadItem(PageItem item, RecordContext context, ICollection<UsageEvent> events);
}
