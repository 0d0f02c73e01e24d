using System.Text.Json;

namespace Permil.Server.Sync.Together;

/// <summary>One page of a list.</summary>
/// <param name="Items">What it lists.</param>
/// <param name="Next">The query of the page after it; <see langword="null"/>: it is the last.</param>
internal sealed record ListPage(IReadOnlyList<JsonElement> Items, string? Next);
