using System.Runtime.CompilerServices;
using System.Text.Json;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Reads a list page by page in every shape the service has: a bare array; an object with the array under <c>data</c> or
/// its own name; the next page named by <c>next_cursor</c>, by <c>next_page</c>, or by the last id where <c>has_more</c> is set.
/// </summary>
internal static class PagedList
{
    private const int MaxPages = 100_000;

    /// <param name="api">The service.</param>
    /// <param name="path">The list's path, with its query if it has one.</param>
    /// <param name="position">The page to begin with; <see langword="null"/>: the first.</param>
    /// <param name="cancellationToken">Stops between and within pages.</param>
    public static async IAsyncEnumerable<ListPage> ReadAsync(
        TogetherApi api,
        string path,
        string? position,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < MaxPages; i++)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var address = position is null ? path : $"{path}{separator}{position}";
            var answer = await api.GetJsonAsync(address, cancellationToken);
            var items = ItemsOf(path, answer);
            position = NextOf(path, answer, items);
            yield return new ListPage(items, position);
            if (position is null)
            {
                yield break;
            }

            if (!seen.Add(position))
            {
                throw new SyncException($"GET /{path}: the page '{position}' comes again after itself");
            }
        }

        throw new SyncException($"GET /{path}: over {MaxPages} pages");
    }

    private static IReadOnlyList<JsonElement> ItemsOf(string path, JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.Array)
        {
            return [.. answer.EnumerateArray()];
        }

        foreach (var name in (ReadOnlySpan<string>)["data", "clusters", "volumes"])
        {
            if (answer.TryArray(name, out var items))
            {
                return [.. items.EnumerateArray()];
            }

            if (
                answer.ValueKind == JsonValueKind.Object
                && answer.TryGetProperty(name, out items)
                && items.ValueKind == JsonValueKind.Null
            )
            {
                return [];
            }
        }

        // An empty list may be left out altogether, but only where the answer says that it is a list.
        return answer.TextIs("object", "list")
            ? []
            : throw new SyncException(
                $"GET /{path}: found {JsonFields.Shown(answer)}"
                    + $"{(answer.ValueKind == JsonValueKind.Object ? $" with {JsonFields.KeysOf(answer)}" : "")}, allowed: a list"
            );
    }

    private static string? NextOf(string path, JsonElement answer, IReadOnlyList<JsonElement> items)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (answer.Text("next_cursor") is { } cursor)
        {
            return $"after={Uri.EscapeDataString(cursor)}";
        }

        if (answer.Text("next_page") is { } page)
        {
            return $"page={Uri.EscapeDataString(page)}";
        }

        if (!answer.TryField("has_more", out var more) || more.ValueKind != JsonValueKind.True)
        {
            return null;
        }

        var last = answer.TextOrNothing("last_id") ?? (items.Count > 0 ? items[^1].TextOrNothing("id") : null);
        return last is { Length: > 0 }
            ? $"after={Uri.EscapeDataString(last)}"
            : throw new SyncException($"GET /{path}: there are more pages, but nothing says how to ask for them");
    }
}
