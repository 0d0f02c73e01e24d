using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Permil.Billing;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Storage.Files;

namespace Permil.Storage.Focus;

/// <summary>
/// Describes exported data in a file beside it: who made it, its columns, and which periods are there and complete. What has
/// not changed keeps its ids and times, so that an unchanged export leaves the file as it is.
/// </summary>
/// <param name="target">Where the data is.</param>
/// <param name="version">Of the specification.</param>
/// <param name="generatorVersion">Of the program.</param>
/// <param name="now">The time of the export.</param>
public sealed class FocusMetadata(FocusTarget target, FocusVersion version, string generatorVersion, DateTimeOffset now)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Only these accounts are in the data; <see langword="null"/>: all.</summary>
    public IReadOnlyList<string>? Accounts { get; init; }

    /// <summary>Checks, before anything is written, that what is there can be read and that the export goes with it.</summary>
    /// <exception cref="IOException">It cannot be, or a folder holds another version or other accounts.</exception>
    public void Check()
    {
        var document = FocusMetadataFile.Read(target);
        if (target.IsFile || document is null)
        {
            // A file is replaced as a whole.
            return;
        }

        var name = FocusColumns.NameOf(version);
        foreach (var schema in document["Schema"]?.AsArray() ?? [])
        {
            if ((string)schema!["FocusVersion"]! is var found && found != name)
            {
                throw new IOException(
                    $"{target.Path}: holds FOCUS {found}, found FOCUS {name}: name another folder, or remove this one"
                );
            }
        }

        var known = document[FocusMetadataFile.Accounts]?.AsArray().Select(account => (string)account!).ToList();
        if (Words(known) is var there && Words(Accounts) is var asked && there != asked)
        {
            throw new IOException(
                $"{target.Path}: holds {there}, found {asked}: name another folder, or remove this one"
            );
        }
    }

    private static string Words(IReadOnlyList<string>? accounts) =>
        accounts is null
            ? "all accounts"
            : $"only {string.Join(", ", AccountNames(accounts).Select(account => $"'{account}'"))}";

    private static IEnumerable<string> AccountNames(IReadOnlyList<string> accounts) =>
        accounts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The stretches of Cost and Usage that are there; one whose file is gone says nothing of what it saw.</summary>
    /// <exception cref="IOException">The file there is none of ours, or cannot be read.</exception>
    public IReadOnlyList<FocusSector> Sectors()
    {
        var document = FocusMetadataFile.Read(target);
        var dataset = nameof(FocusDataset.CostAndUsage);
        var instance = (string?)Find(document, "DatasetInstance", "FocusDatasetId", dataset)?["DatasetInstanceId"];
        var recency = instance is null ? null : Find(document, "Recency", "DatasetInstanceId", instance);
        return
        [
            .. (recency?["TimeSectors"]?.AsArray() ?? [])
                .OfType<JsonObject>()
                .Select(FocusSectorJson.Read)
                .Select(sector => IsThere(sector) ? sector : sector with { Watermark = null }),
        ];
    }

    private bool IsThere(FocusSector sector)
    {
        var month = BillingMonth.Of(sector.Start);
        var isDay = sector.End < month.End || sector.Start > month.Start;
        var day = isDay ? DateOnly.FromDateTime(sector.Start.UtcDateTime) : (DateOnly?)null;
        return File.Exists(target.FileOf(FocusDataset.CostAndUsage, month, day));
    }

    /// <summary>Enters what an export wrote.</summary>
    /// <param name="parts">What it wrote.</param>
    /// <param name="watermark">What it saw; <see langword="null"/>: that is not known.</param>
    /// <exception cref="IOException">The file there is none of ours, or it cannot be written.</exception>
    public void Enter(IReadOnlyList<FocusPart> parts, FocusWatermark? watermark = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var old = FocusMetadataFile.Read(target);
        var document = new JsonObject
        {
            ["DataGenerator"] = new JsonObject { ["DataGenerator"] = "Permil" },
            ["DatasetInstance"] = new JsonArray(),
            ["Schema"] = new JsonArray(),
            ["Recency"] = new JsonArray(),
        };
        foreach (var dataset in Enum.GetValues<FocusDataset>())
        {
            var written = parts.Where(part => part.Dataset == dataset).ToList();
            var instance = Find(old, "DatasetInstance", "FocusDatasetId", dataset.ToString());
            if (written.Count == 0 && instance is null)
            {
                continue;
            }

            if (written.Count == 0)
            {
                Keep(old!, document, (string)instance!["DatasetInstanceId"]!);
                continue;
            }

            var id = (string?)instance?["DatasetInstanceId"] ?? IdOf($"{dataset} {target.Path} {now:O}");
            var recency = RecencyOf(id, written, dataset == FocusDataset.CostAndUsage ? watermark : null, old);
            if (recency["TimeSectors"]!.AsArray().Count == 0)
            {
                continue;
            }

            document["DatasetInstance"]!
                .AsArray()
                .Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["DatasetInstanceId"] = id,
                            ["DatasetInstanceName"] = $"Permil {dataset}",
                            ["FocusDatasetId"] = dataset.ToString(),
                        }
                );
            document["Schema"]!.AsArray().Add((JsonNode)SchemaOf(dataset, id, old));
            document["Recency"]!.AsArray().Add((JsonNode)recency);
        }

        if (Accounts is not null)
        {
            document[FocusMetadataFile.Accounts] = new JsonArray([
                .. AccountNames(Accounts).Select(name => (JsonNode)name),
            ]);
        }

        DurableFile.Replace(target.MetadataFile, Encoding.UTF8.GetBytes(document.ToJsonString(Indented) + "\n"));
    }

    /// <summary>A dataset that this export did not write stays described as it was, whatever version it was written in.</summary>
    private static void Keep(JsonObject old, JsonObject document, string instance)
    {
        foreach (var list in new[] { "DatasetInstance", "Schema", "Recency" })
        {
            if (Find(old, list, "DatasetInstanceId", instance) is { } known)
            {
                document[list]!.AsArray().Add((JsonNode)known.DeepClone());
            }
        }
    }

    private JsonObject SchemaOf(FocusDataset dataset, string instance, JsonObject? old)
    {
        var columns = dataset switch
        {
            FocusDataset.CostAndUsage => FocusFields.Of(version).Select(field => ColumnOf(field.Name, field.DataType)),
            FocusDataset.ContractCommitment => FocusContractFields
                .Of(version)
                .Select(field => ColumnOf(field.Name, field.DataType)),
            FocusDataset.InvoiceDetail => FocusInvoiceFields
                .Of(version)
                .Select(field => ColumnOf(field.Name, field.DataType)),
            FocusDataset.BillingPeriod => FocusPeriodFields
                .Of(version)
                .Select(field => ColumnOf(field.Name, field.DataType)),
            _ => throw new ArgumentOutOfRangeException(nameof(dataset), dataset, null),
        };
        var definition = new JsonArray([.. columns]);
        var name = FocusColumns.NameOf(version);
        var id = IdOf($"{name} {dataset} {definition.ToJsonString()}");
        return new()
        {
            ["SchemaId"] = id,
            ["DatasetInstanceId"] = instance,
            ["FocusVersion"] = name,
            ["CreationDate"] = (string?)Find(old, "Schema", "SchemaId", id)?["CreationDate"] ?? FocusTime.Text(now),
            ["DataGeneratorVersion"] = generatorVersion,
            ["ColumnDefinition"] = definition,
        };
    }

    private JsonNode ColumnOf(string name, FocusDataType type)
    {
        var column = new JsonObject { ["ColumnName"] = name };
        switch (type)
        {
            case FocusDataType.Decimal:
                column["DataType"] = "DECIMAL";
                column["NumericPrecision"] = FocusDecimal.Width;
                column["NumberScale"] = FocusDecimal.Scale;
                break;
            case FocusDataType.DateTime:
                column["DataType"] = "TIMESTAMP";
                break;
            default:
                column["DataType"] = type == FocusDataType.Json ? "JSON" : "STRING";
                column["StringEncoding"] = "UTF-8";
                break;
        }

        if (FocusColumns.Find(version, name)?.ReplacedBy is not null)
        {
            column["Deprecated"] = true;
        }

        return column;
    }

    private JsonObject RecencyOf(string instance, List<FocusPart> written, FocusWatermark? watermark, JsonObject? old)
    {
        var before = Find(old, "Recency", "DatasetInstanceId", instance);
        var sectors = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var hasChanged = before is null;
        var keys = written.Select(FocusSectorJson.KeyOf).ToHashSet(StringComparer.Ordinal);
        foreach (var sector in before?["TimeSectors"]?.AsArray() ?? [])
        {
            var key = FocusSectorJson.KeyOf((JsonObject)sector!);
            if (target.IsFile && !keys.Contains(key))
            {
                // One file holds what was written last.
                hasChanged = true;
                continue;
            }

            sectors[key] = (JsonObject)sector!.DeepClone();
        }

        foreach (var part in written)
        {
            if (part.IsGone)
            {
                hasChanged |= sectors.Remove(FocusSectorJson.KeyOf(part));
                continue;
            }

            var key = FocusSectorJson.KeyOf(part);
            var sector = FocusSectorJson.Write(part, watermark, now);
            if (sectors.TryGetValue(key, out var known) && FocusSectorJson.AreSame(known, sector))
            {
                FocusSectorJson.KeepTime(sector, known);
            }
            else
            {
                hasChanged = true;
            }

            sectors[key] = sector;
        }

        var last = hasChanged ? FocusTime.Text(now) : (string?)before!["DatasetInstanceLastUpdated"];
        return new()
        {
            ["DatasetInstanceId"] = instance,
            ["RecencyLastUpdated"] = last,
            ["DatasetInstanceLastUpdated"] = last,
            ["DatasetInstanceComplete"] = sectors.Values.All(sector => (bool?)sector["TimeSectorComplete"] == true),
            ["TimeSectors"] = new JsonArray([.. sectors.Values]),
        };
    }

    private static string IdOf(string of) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(of)).AsSpan(0, 16)).ToString();

    private static JsonObject? Find(JsonObject? document, string list, string key, string value) =>
        document?[list]?.AsArray().OfType<JsonObject>().FirstOrDefault(item => (string?)item[key] == value);
}
