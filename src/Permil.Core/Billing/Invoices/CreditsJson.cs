using System.Text.Json;
using Permil.Json;
using Permil.Yaml;

namespace Permil.Billing.Invoices;

/// <summary>Credits as a text that an invoice keeps.</summary>
public static class CreditsJson
{
    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <summary>In the order of their ids, so that the same credits are the same text.</summary>
    public static string Write(IEnumerable<Credit> credits) =>
        JsonSerializer.Serialize(credits.OrderBy(credit => credit.Id, StringComparer.Ordinal).ToList(), Options);

    /// <exception cref="YamlFormatException">It is no list of credits.</exception>
    public static IReadOnlyList<Credit> Read(string text, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<List<Credit>>(text, Options) ?? [];
        }
        catch (JsonException exception)
        {
            throw new YamlFormatException(name, (int)(exception.LineNumber ?? 0) + 1, exception.Message);
        }
    }

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions();
        ProductJson.Apply(options);
        return options;
    }
}
