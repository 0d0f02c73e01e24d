using System.Text.Json;

namespace Permil.Focus.Validation.Requirements;

/// <summary>A requirements model as the specification's project publishes it: rules as JSON.</summary>
public sealed class RequirementsModel
{
    private RequirementsModel(
        string name,
        IReadOnlyList<string> criteria,
        IReadOnlyDictionary<string, Requirement> requirements
    )
    {
        Name = name;
        Criteria = criteria;
        Requirements = requirements;
    }

    /// <summary><c>requirements model 1.2.0.1 of FOCUS 1.2</c>.</summary>
    public string Name { get; }

    /// <summary>What a generator may support, as the model names it.</summary>
    public IReadOnlyList<string> Criteria { get; }

    internal IReadOnlyDictionary<string, Requirement> Requirements { get; }

    /// <exception cref="RequirementsFormatException">It is no JSON, or has another structure.</exception>
    public static RequirementsModel Read(Stream json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RequirementsFormatException($"{file}: no requirements model: {exception.Message}", exception);
        }
    }

    /// <summary>The rules about a file of Cost and Usage, in the model's order.</summary>
    public IReadOnlyList<FocusRule> Rules() => new RequirementReading(Requirements).Rules();

    private static RequirementsModel Read(JsonElement root)
    {
        var details = root.GetProperty("Details");
        var requirements = root.GetProperty("ModelRules")
            .EnumerateObject()
            .Select(property => Read(property.Name, property.Value))
            .ToDictionary(requirement => requirement.Id, StringComparer.Ordinal);
        return new(
            $"requirements model {details.GetProperty("ModelVersion").GetString()} of FOCUS {details.GetProperty("FOCUSVersion").GetString()}",
            [.. root.GetProperty("ApplicabilityCriteria").EnumerateObject().Select(criterion => criterion.Name)],
            requirements
        );
    }

    private static Requirement Read(string id, JsonElement json)
    {
        var validation = json.GetProperty("ValidationCriteria");
        var keyword = validation.GetProperty("Keyword").GetString() ?? "";
        return new()
        {
            Id = id,
            Reference = json.GetProperty("Reference").GetString() ?? "",
            EntityType = json.GetProperty("EntityType").GetString() ?? "",
            IsActive = json.GetProperty("Status").GetString() == "Active",
            IsDynamic = json.GetProperty("Type").GetString() == "Dynamic",
            Criteria = TextsOf(json, "ApplicabilityCriteria"),
            Keyword = FocusKeywords.TryParse(keyword, out var known)
                ? known
                : throw new KeyNotFoundException($"{id}: found keyword '{keyword}'"),
            Statement = validation.GetProperty("MustSatisfy").GetString() ?? "",
            Check = RequirementNode.Read(validation.GetProperty("Requirement")),
            Condition = RequirementNode.Read(validation.GetProperty("Condition")),
            Dependencies = TextsOf(validation, "Dependencies"),
        };
    }

    private static string[] TextsOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var texts) && texts.ValueKind == JsonValueKind.Array
            ? [.. texts.EnumerateArray().Select(text => text.GetString() ?? "")]
            : [];
}
