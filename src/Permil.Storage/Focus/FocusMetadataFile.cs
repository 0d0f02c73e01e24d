using System.Text.Json;
using System.Text.Json.Nodes;

namespace Permil.Storage.Focus;

/// <summary>Reads what describes exported data, and refuses what an export did not write.</summary>
internal static class FocusMetadataFile
{
    /// <summary>The accounts that the data is of; absent: all of them.</summary>
    public const string Accounts = "x_Accounts";

    private const string Instance = "DatasetInstanceId";
    private const string Sectors = "TimeSectors";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <returns><see langword="null"/>: there is none.</returns>
    /// <exception cref="IOException">It is not what an export writes; the message has the file and the place in it.</exception>
    public static JsonObject? Read(FocusTarget target)
    {
        var file = target.MetadataFile;
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var document = Is<JsonObject>(JsonNode.Parse(File.ReadAllText(file), documentOptions: Strict), "the file");
            CheckAll(document, "DatasetInstance", [Instance, "FocusDatasetId"]);
            CheckAll(document, "Schema", ["SchemaId", Instance, "FocusVersion", "CreationDate"]);
            foreach (var recency in CheckAll(document, "Recency", [Instance, "DatasetInstanceLastUpdated"]))
            {
                foreach (var sector in CheckAll(recency, Sectors, ["TimeSectorStart", "TimeSectorEnd"]))
                {
                    _ = FocusSectorJson.Read(sector);
                }
            }

            foreach (var account in List(document, Accounts))
            {
                Text(account, Accounts);
            }

            return document;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new IOException($"{file}: {exception.Message}", exception);
        }
    }

    private static IEnumerable<JsonObject> CheckAll(JsonObject parent, string name, string[] texts)
    {
        var items = List(parent, name).Select(item => Is<JsonObject>(item, $"an item of {name}")).ToList();
        foreach (var item in items)
        {
            foreach (var text in texts)
            {
                Text(item[text], $"{name}.{text}");
            }
        }

        return items;
    }

    private static JsonArray List(JsonObject parent, string name) =>
        parent.TryGetPropertyValue(name, out var list) ? Is<JsonArray>(list, name) : [];

    private static void Text(JsonNode? node, string name)
    {
        if (node?.GetValueKind() != JsonValueKind.String)
        {
            throw new FormatException($"{name}: found {Shown(node)}, allowed: a text");
        }
    }

    private static T Is<T>(JsonNode? node, string name)
        where T : JsonNode =>
        node as T
        ?? throw new FormatException(
            $"{name}: found {Shown(node)}, allowed: {(typeof(T) == typeof(JsonArray) ? "a list" : "an object")}"
        );

    private static string Shown(JsonNode? node) => node?.ToJsonString() ?? "null";
}
