using System.Globalization;
using System.Text;

namespace Permil.Rating;

/// <summary>A price book in the oracle's own words, and the YAML that says the same.</summary>
internal sealed record OracleBook
{
    public required IReadOnlyList<OracleModel> Models { get; init; }

    public required IReadOnlyList<OracleClass> Classes { get; init; }

    public required IReadOnlyList<OraclePrice> Prices { get; init; }

    public required IReadOnlyList<(string Meter, string[] As)> BilledAs { get; init; }

    public string ToYaml()
    {
        var yaml = new StringBuilder();
        yaml.AppendLine(
            """
            provider: acme
            aliases: [acme_ai]
            model-prefixes: [acme/]
            model-suffixes: [-####]
            sources:
              page: { text: "the price page", learned: 2026-01-01, confidence: official }
            """
        );
        if (BilledAs.Count > 0)
        {
            yaml.AppendLine("billed-as:");
            foreach (var (meter, others) in BilledAs)
            {
                yaml.AppendLine(Text($"  {meter}: [{string.Join(", ", others)}]"));
            }
        }

        yaml.AppendLine("models:");
        foreach (var model in Models)
        {
            yaml.AppendLine(Text($"  - id: {model.Id}"));
            yaml.AppendLine(Text($"    kind: {model.Kind}"));
            AppendIf(yaml, model.Aliases.Count > 0, $"    aliases: [{string.Join(", ", model.Aliases)}]");
            AppendIf(yaml, model.Parameters is not null, $"    parameters: {model.Parameters}");
            AppendIf(yaml, model.Architecture is not null, $"    architecture: {model.Architecture}");
            AppendPrices(yaml, "    ", price => price.Model == model.Id);
        }

        AppendIf(yaml, Classes.Count > 0, "classes:");
        foreach (var sizeClass in Classes)
        {
            yaml.AppendLine(Text($"  - name: {sizeClass.Name}"));
            yaml.AppendLine(Text($"    up-to: {sizeClass.UpTo}"));
            AppendIf(yaml, sizeClass.Kinds.Count > 0, $"    kinds: [{string.Join(", ", sizeClass.Kinds)}]");
            AppendIf(yaml, sizeClass.Architecture is not null, $"    architecture: {sizeClass.Architecture}");
            AppendPrices(yaml, "    ", price => price.Class == sizeClass.Name);
        }

        AppendPrices(yaml, "", price => price is { Model: null, Class: null });
        return yaml.ToString();
    }

    private void AppendPrices(StringBuilder yaml, string indent, Func<OraclePrice, bool> isHere)
    {
        var here = Prices.Where(isHere).ToList();
        AppendIf(yaml, here.Count > 0, $"{indent}prices:");
        foreach (var price in here)
        {
            yaml.Append(indent).Append("  - { ").AppendJoin(", ", Row(price)).AppendLine(" }");
        }
    }

    private static IEnumerable<string> Row(OraclePrice price)
    {
        if (price.MultipleOf is not null)
        {
            yield return $"multiply: {{ mode: {price.MultipleOf}, by: {price.Factor}, meters: [{price.Meter}] }}";
        }
        else
        {
            yield return $"price: {{ {price.Meter}: {Amounts(price)} }}";
        }

        if (price.Mode != "serverless")
        {
            yield return $"mode: {price.Mode}";
        }

        if (price.Where.Count > 0)
        {
            yield return $"where: {{ {string.Join(", ", price.Where.Select(pair => $"{pair.Key}: {pair.Value}"))} }}";
        }

        if (price.Per.Text is { Length: > 0 } per)
        {
            yield return $"per: {per}";
        }

        if (price.Steps.Count > 0)
        {
            yield return $"over: [{string.Join(", ", price.Steps.Select(step => $"{{ input-tokens: {step.Over}, price: {{ {price.Meter}: {step.Amount} }} }}"))}]";
        }

        if (price.RoundsUp)
        {
            yield return "round-up: true";
        }

        if (price.Minimum is not null)
        {
            yield return $"minimum: {price.Minimum}";
        }

        if (price.DefaultSteps is not null)
        {
            yield return $"default-steps: {price.DefaultSteps}";
        }

        if (price.From is { } from)
        {
            yield return $"from: {Text(from)}";
        }

        if (price.Until is { } until)
        {
            yield return $"until: {Text(until)}";
        }

        yield return Text($"learned: {price.Learned:yyyy-MM-dd}");
        if (price.Withdrawn is { } withdrawn)
        {
            yield return Text($"withdrawn: {withdrawn:yyyy-MM-dd}");
        }

        yield return "source: page";
    }

    private static string Amounts(OraclePrice price) =>
        price.Tiers.Count == 0
            ? price.Amount
            : $"{{ {price.TierKind}: [{string.Join(", ", price.Tiers.Select(tier => tier.UpTo is null ? $"{{ amount: {tier.Amount} }}" : $"{{ up-to: {tier.UpTo}, amount: {tier.Amount} }}"))}] }}";

    private static string Text(DateTimeOffset time) =>
        time.TimeOfDay == TimeSpan.Zero ? Text($"{time:yyyy-MM-dd}") : Text($"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void AppendIf(StringBuilder yaml, bool condition, string line)
    {
        if (condition)
        {
            yaml.AppendLine(line);
        }
    }
}
