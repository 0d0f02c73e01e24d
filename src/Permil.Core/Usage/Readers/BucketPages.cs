using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Walks pages of time buckets that each hold a list of results, and reads them one by one.</summary>
internal static class BucketPages
{
    /// <param name="page">The page; its buckets are in <c>data</c>.</param>
    /// <param name="list">The list within a bucket.</param>
    public static IEnumerable<PageItem> ItemsOf(JsonElement page, string list)
    {
        if (!page.TryArray("data", out var buckets))
        {
            throw new UsageFormatException("data: found no list, allowed: a list of time buckets");
        }

        foreach (var bucket in buckets.EnumerateArray())
        {
            if (!bucket.TryArray(list, out var results))
            {
                continue;
            }

            var index = 0;
            foreach (var result in results.EnumerateArray())
            {
                yield return new PageItem(page, bucket, result, index++);
            }
        }
    }

    /// <summary>Whether the first result of a page names an object that starts so; <see langword="null"/> for a page without results.</summary>
    public static bool? FirstResultStartsWith(JsonElement page, string start)
    {
        if (!page.TryArray("data", out var buckets))
        {
            return null;
        }

        foreach (var bucket in buckets.EnumerateArray())
        {
            if (bucket.TryArray("results", out var results) && results.TryFirstObject(out var first))
            {
                return first.TextOrNothing("object")?.StartsWith(start, StringComparison.Ordinal) ?? false;
            }
        }

        return null;
    }

    public static void ReadAll(
        IPageReader reader,
        JsonElement page,
        RecordContext context,
        ICollection<UsageEvent> events
    )
    {
        var read = new List<UsageEvent>();
        foreach (var item in reader.ItemsOf(page))
        {
            reader.ReadItem(item, context with { Index = read.Count }, read);
        }

        foreach (var one in read)
        {
            events.Add(one);
        }
    }
}
