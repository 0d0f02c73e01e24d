using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>One record of a page.</summary>
/// <param name="Page">The whole page.</param>
/// <param name="Owner">What the record stands in: the page, a time bucket, a resource.</param>
/// <param name="Record">The record.</param>
/// <param name="Index">Its place within the owner, from 0.</param>
internal readonly record struct PageItem(JsonElement Page, JsonElement Owner, JsonElement Record, int Index);
