using Permil.Usage;
using Permil.Yaml;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>
/// Tells meter, mode and dimensions from what bills call their products. The names are data: a table that ships with
/// Permil, and one of the caller's own in front of it.
/// </summary>
public sealed class BillProducts
{
    private const string Resource = "billing/bill-products.yaml";

    private readonly List<ProductRule> _rules;

    private BillProducts(List<ProductRule> rules) => _rules = rules;

    /// <summary>The table that ships with Permil.</summary>
    public static BillProducts Shipped()
    {
        using var text = new StreamReader(
            typeof(BillProducts).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"the resource {Resource} is missing")
        );
        return new BillProducts(Rules(text, "bill-products.yaml"));
    }

    /// <summary>The caller's own table, then this one.</summary>
    /// <exception cref="YamlFormatException">It is no such table.</exception>
    public BillProducts With(TextReader text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new BillProducts([.. Rules(text, file), .. _rules]);
    }

    /// <param name="provider">Whose bill it is; <see langword="null"/> when not known.</param>
    /// <param name="product">The product's name on the bill.</param>
    /// <param name="times">Multiplies the bill's quantity to get the meter's.</param>
    /// <param name="per">Divides it.</param>
    /// <returns><see langword="null"/> when no rule knows the name.</returns>
    internal BilledUse? Find(string? provider, string product, out decimal times, out decimal per)
    {
        var fitting = _rules.Where(rule => rule.Fits(provider, product)).ToList();
        var counted = fitting.Find(rule => rule.Meter is not null);
        (times, per) = (counted?.Times ?? 1, counted?.Per ?? 1);
        if (counted?.Meter is not { } found)
        {
            return null;
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in fitting.Where(rule => rule.IsFor(found)))
        {
            foreach (var (name, value) in rule.Attributes)
            {
                attributes.TryAdd(name, value);
            }
        }

        // A rule that names the meter knows best how it is bought.
        var mode = counted.Mode ?? fitting.Find(rule => rule.Mode is not null && rule.Meter is null)?.Mode;
        return new BilledUse(found, mode ?? Mode.Serverless, attributes);
    }

    private static List<ProductRule> Rules(TextReader text, string file)
    {
        var root = YamlEntry.Load(text, file, "a table of billed products");
        root.AllowOnly("products");
        return [.. root.Required("products").Items().Select(ProductRule.Read)];
    }
}
