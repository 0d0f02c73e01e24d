using System.Text;
using System.Text.Json;
using Permil.Billing.Contracts;

namespace Permil.Cli.Output;

/// <summary>Says what adding a contract changed: the head, rules and credits, each by its id.</summary>
internal static class ContractChangeOutput
{
    private const string Head = "(head)";

    /// <param name="old">The one it takes the place of; <see langword="null"/>: the account had none.</param>
    /// <param name="added">What holds now.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="format">How to print.</param>
    public static void Print(Contract? old, Contract added, string path, OutputFormat format)
    {
        var (before, after) = (old is null ? [] : TextsOf(old), TextsOf(added));
        var changes = after
            .Keys.Union(before.Keys, StringComparer.Ordinal)
            .Select(id =>
                (
                    Id: id,
                    Change: !before.TryGetValue(id, out var was) ? "added"
                    : !after.TryGetValue(id, out var now) ? "removed"
                    : was == now ? ""
                    : "changed"
                )
            )
            .Where(change => change.Change.Length > 0)
            .ToList();
        switch (format)
        {
            case OutputFormat.Json:
                JsonAnswer.Print(
                    isIndented: true,
                    json =>
                    {
                        json.WriteString("contract", added.Id);
                        json.WriteString("account", added.Account);
                        json.WriteString("file", path);
                        json.WriteBoolean("isReplacement", old is not null);
                        json.WriteStartArray("changes");
                        foreach (var (id, change) in changes)
                        {
                            json.WriteStartObject();
                            json.WriteString("id", id);
                            json.WriteString("change", change);
                            json.WriteEndObject();
                        }

                        json.WriteEndArray();
                    }
                );
                break;
            case OutputFormat.Csv:
                RowsOf(changes).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                RowsOf(changes).PrintMarkdown(Console.Out);
                break;
            default:
                Console.WriteLine(
                    old is null
                        ? $"Contract {added.Id} of account {added.Account} added: {path}"
                        : $"Contract {added.Id} of account {added.Account} in the place of {old.Id}: {path}"
                );
                foreach (var (id, change) in changes)
                {
                    Console.WriteLine($"  {change}: {id}");
                }

                if (changes.Count == 0)
                {
                    Console.WriteLine("  nothing changed");
                }

                break;
        }
    }

    private static Rows RowsOf(IReadOnlyList<(string Id, string Change)> changes)
    {
        var rows = new Rows(new("id", "id"), new("change", "change"));
        foreach (var (id, change) in changes)
        {
            rows.Add(id, change);
        }

        return rows;
    }

    /// <summary>What a contract says, by the id of who says it; the lines it stands on say nothing.</summary>
    private static Dictionary<string, string> TextsOf(Contract contract)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Head] = Text(json =>
            {
                json.WriteStartObject();
                ContractJson.Write(json, contract with { Rules = [], Credits = [] });
                json.WriteEndObject();
            }),
        };
        foreach (var rule in contract.Rules)
        {
            texts.Add(rule.Id, Text(json => ContractJson.Write(json, rule)));
        }

        foreach (var credit in contract.Credits)
        {
            texts.Add(credit.Id, Text(json => ContractJson.Write(json, credit)));
        }

        return texts;
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
