using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Permil.Usage.Readers;

/// <summary>Any value of a record may turn out as any other kind of value: that ends as an event or a clear rejection.</summary>
public sealed class OddValuePropertyTests
{
    private static readonly string[] OddValues =
    [
        "null",
        "true",
        "-1",
        "0",
        "7",
        "1e400",
        "1.5",
        "\"\"",
        "\"text\"",
        "\"12\"",
        "\"NaN\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[{}]",
        "[\"a:b\",5]",
        "{\"a\":[1]}",
    ];

    private static readonly string[] Records = Directory
        .GetFiles(Repository.PathOf("samples/logs"), "*.json*")
        .Where(path => !path.EndsWith("mixed-with-faults.jsonl", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .SelectMany(RecordsOf)
        .ToArray();

    [Fact]
    public void Read_OddValueAnywhere_IsReadOrRejectedClearly() =>
        Prop.ForAll(
                Gen.Elements(Records).ToArbitrary(),
                Gen.Choose(0, 10_000).ToArbitrary(),
                Gen.Elements(OddValues).ToArbitrary(),
                (record, place, value) =>
                {
                    var changed = Replace(record, place, value);
                    var found = ReadResult.Of(changed);
                    return (
                        found.Events.TrueForAll(one =>
                            one.Usage.All(m => m.Quantity is > 0 and <= Measurement.MaxQuantity)
                        )
                        && found.Rejected.TrueForAll(one => !one.Reason.Contains("surrogate", StringComparison.Ordinal))
                    ).Label($"{changed}\n{found.Described()}");
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private static IEnumerable<string> RecordsOf(string path)
    {
        var texts = path.EndsWith(".jsonl", StringComparison.Ordinal)
            ? File.ReadAllLines(path)
            : [File.ReadAllText(path)];
        foreach (var text in texts)
        {
            yield return JsonNode.Parse(text)!.ToJsonString();
        }
    }

    private static string Replace(string record, int place, string value)
    {
        var root = JsonNode.Parse(record)!;
        var places = new List<Action>();
        Collect(root, value, places);
        if (places.Count > 0)
        {
            places[place % places.Count]();
        }

        return root.ToJsonString();
    }

    private static void Collect(JsonNode node, string value, List<Action> places)
    {
        if (node is JsonObject record)
        {
            foreach (var (name, child) in record.ToList())
            {
                places.Add(() => record[name] = JsonNode.Parse(value));
                if (child is not null)
                {
                    Collect(child, value, places);
                }
            }
        }
        else if (node is JsonArray list)
        {
            for (var index = 0; index < list.Count; index++)
            {
                var at = index;
                places.Add(() => list[at] = JsonNode.Parse(value));
                if (list[at] is { } child)
                {
                    Collect(child, value, places);
                }
            }
        }
    }
}
