using System.Text.Json;

namespace Permil.Focus.Validation.Requirements;

/// <summary>A check of a requirements model: a function, its arguments and, for AND and OR, its parts.</summary>
internal sealed record RequirementNode
{
    /// <summary><c>CheckValue</c>.</summary>
    public required string Function { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Arguments { get; init; }

    public required IReadOnlyList<RequirementNode> Items { get; init; }

    /// <summary>How it was read where that is not as it is written.</summary>
    public string? Repair { get; init; }

    /// <returns><see langword="null"/>: nothing is asked.</returns>
    public static RequirementNode? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.EnumerateObject().Any())
        {
            return null;
        }

        if (!json.TryGetProperty("CheckFunction", out var function))
        {
            return ReadBare(json);
        }

        var arguments = json.EnumerateObject()
            .Where(property => property.Name is not ("CheckFunction" or "Items"))
            .ToDictionary(property => property.Name, property => property.Value.Clone(), StringComparer.Ordinal);
        string? repair = null;
        if (!arguments.ContainsKey("ColumnName") && arguments.Remove("CheckCondition", out var misspelt))
        {
            arguments["ColumnName"] = misspelt;
            repair = "the condition's CheckCondition is read as ColumnName";
        }

        return new()
        {
            Function = function.GetString() ?? "",
            Arguments = arguments,
            Items = json.TryGetProperty("Items", out var items) ? ReadAll(items) : [],
            Repair = repair,
        };
    }

    /// <summary>As one line, null for JSON's null: <c>AND(CheckValue(ChargeCategory, Tax))</c>.</summary>
    public override string ToString() =>
        $"{Function}({string.Join(", ", Arguments.Values.Select(TextOf).Concat(Items.Select(item => item.ToString())))})";

    /// <summary>An argument as text; <see langword="null"/> where it is not there or is JSON's null.</summary>
    public string? Argument(string name) =>
        Arguments.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? TextOf(value) : null;

    /// <summary>The repairs in it and its parts.</summary>
    public IEnumerable<string> Repairs() =>
        (Repair is null ? Enumerable.Empty<string>() : [Repair]).Concat(Items.SelectMany(item => item.Repairs()));

    /// <summary>A condition written as <c>{"AND": [...]}</c>, or with one part instead of a list.</summary>
    private static RequirementNode? ReadBare(JsonElement json)
    {
        var property = json.EnumerateObject().First();
        return property.Name is "AND" or "OR"
            ? new()
            {
                Function = property.Name,
                Arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal),
                Items =
                    property.Value.ValueKind == JsonValueKind.Array
                        ? ReadAll(property.Value)
                        : [.. new[] { Read(property.Value) }.OfType<RequirementNode>()],
                Repair = $"the bare {property.Name} is read as the function of that name",
            }
            : new()
            {
                Function = property.Name,
                Arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal),
                Items = [],
            };
    }

    private static RequirementNode[] ReadAll(JsonElement items) =>
        items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Select(Read).OfType<RequirementNode>()]
            : [];

    private static string TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "null",
            _ => value.GetRawText(),
        };
}
