using System.Globalization;
using System.Text.Json;
using Permil.Json;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Prints why events cost what they do.</summary>
internal static class ExplainOutput
{
    private const string MonthDecides =
        "alone in its month: this price has tiers, so in reports the month's other usage decides which of them it falls into";

    public static void Print(IReadOnlyList<ExplainedEvent> events, string currency, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonAnswer.Print(
                isIndented: true,
                json =>
                {
                    json.WriteString("currency", currency);
                    json.WriteStartArray("events");
                    foreach (var explained in events)
                    {
                        Write(json, explained);
                    }

                    json.WriteEndArray();
                }
            );
            return;
        }

        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0)
            {
                Console.WriteLine();
            }

            foreach (var line in Lines(events[i], currency))
            {
                Console.WriteLine(line);
            }
        }
    }

    private static IEnumerable<string> Lines(ExplainedEvent explained, string currency)
    {
        var (stored, usageEvent) = (explained.Stored, explained.Stored.Event);
        yield return $"{usageEvent.Id} of {usageEvent.Source}, {Time(usageEvent.Time)}, stored as number {stored.Sequence.ToString(CultureInfo.InvariantCulture)}";
        foreach (var (name, value) in Facts(usageEvent))
        {
            yield return $"  {name, -16}{value}";
        }

        if (Standing(stored) is { } standing)
        {
            yield return standing;
        }

        if (usageEvent.UnsettledReason is { } reason)
        {
            yield return $"Unsettled, not in any cost: {reason}";
        }

        foreach (var line in explained.Allocated.Explain())
        {
            yield return line;
        }

        foreach (var part in explained.Parts)
        {
            foreach (var line in Lines(part, explained.Parts.Count > 1))
            {
                yield return line;
            }
        }

        yield return $"List cost {DecimalText.Of(TotalOf(explained))} {currency}{(stored.IsCounted ? "" : ", which does not count")}";
        foreach (var conflict in stored.Conflicts)
        {
            yield return $"Conflict, kept aside, not in any cost: {conflict}";
        }
    }

    private static IEnumerable<string> Lines(ExplainedPart explained, bool isOneOfSeveral)
    {
        var part = explained.Part;
        var indent = "";
        if (isOneOfSeveral)
        {
            var owner = part.Weight.Value is { } value ? $"{part.Split!.Dimension} {value}" : "nobody";
            yield return $"Part of {owner}:";
            indent = "  ";
        }

        foreach (
            var line in part.Event.Usage.Select(measured => part.Explain(measured.Meter)).OfType<string>().Distinct()
        )
        {
            yield return indent + line;
        }

        foreach (var charge in explained.Charges)
        {
            var isFirst = true;
            foreach (var line in charge.Explain())
            {
                yield return $"{indent}{(isFirst ? "" : "  ")}{line}";
                isFirst = false;
            }

            if (IsTiered(charge))
            {
                yield return $"{indent}  {MonthDecides}";
            }
        }

        foreach (var unpriced in explained.Unpriced)
        {
            yield return $"{indent}Unpriced, not in any cost: {Rows.Grouped(DecimalText.Of(unpriced.Quantity))} {unpriced.Meter}: {unpriced.Reason}";
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(UsageEvent usageEvent)
    {
        var facts = new List<(string, string?)>
        {
            ("provider", usageEvent.Provider),
            ("model", usageEvent.Model),
            ("mode", ModeName.Of(usageEvent.Mode)),
            ("account", usageEvent.Account),
            ("subAccount", usageEvent.SubAccount),
            ("feature", usageEvent.Feature),
            ("environment", usageEvent.Environment),
            ("tags", Pairs(usageEvent.Tags)),
            ("attributes", Pairs(usageEvent.Attributes)),
            ("usage", RatingRows.QuantitiesText(usageEvent.Usage)),
            (
                "reported cost",
                usageEvent.ReportedCost is { } cost ? $"{DecimalText.Of(cost)} {usageEvent.ReportedCurrency}" : null
            ),
        };
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                yield return (name, value);
            }
        }
    }

    /// <summary>What it has to do with other events.</summary>
    private static string? Standing(StoredEvent stored)
    {
        var says = stored.Event.Revises is { } revision
            ? $"It {(revision.Kind == RevisionKind.Retraction ? "retracts" : "amends")} {revision.Target}. "
            : "";
        if (stored.RevisedBy.Count > 0)
        {
            says += $"Revised by {string.Join(", ", stored.RevisedBy)}. ";
        }

        if (!stored.IsCounted)
        {
            says +=
                stored.Event.Revises?.Kind == RevisionKind.Retraction
                    ? "It uses nothing itself."
                    : "It does not count.";
        }

        return says.Length == 0 ? null : says.TrimEnd();
    }

    private static void Write(Utf8JsonWriter json, ExplainedEvent explained)
    {
        var stored = explained.Stored;
        json.WriteStartObject();
        json.WritePropertyName("event");
        UsageEventJson.Write(json, stored.Event);
        json.WriteNumber("sequence", stored.Sequence);
        json.WriteBoolean("counts", stored.IsCounted);
        WriteTexts(json, "revisedBy", stored.RevisedBy);
        json.WriteStartArray("conflicts");
        foreach (var conflict in stored.Conflicts)
        {
            json.WriteRawValue(conflict);
        }

        json.WriteEndArray();
        WriteTexts(json, "allocation", explained.Allocated.Explain());
        json.WriteStartArray("parts");
        foreach (var part in explained.Parts)
        {
            Write(json, part);
        }

        json.WriteEndArray();
        json.WriteAmount("listCost", TotalOf(explained));
        json.WriteOtherCosts(TotalOf(explained));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedPart explained)
    {
        var owned = explained.Part.Event;
        json.WriteStartObject();
        json.WriteString("account", owned.Account);
        json.WriteString("subAccount", owned.SubAccount);
        json.WriteString("feature", owned.Feature);
        json.WriteString("environment", owned.Environment);
        WriteTexts(
            json,
            "allocation",
            owned.Usage.Select(measured => explained.Part.Explain(measured.Meter)).OfType<string>().Distinct()
        );
        json.WriteStartArray("charges");
        foreach (var charge in explained.Charges)
        {
            Write(json, charge);
        }

        json.WriteEndArray();
        json.WriteStartArray("unpriced");
        foreach (var unpriced in explained.Unpriced)
        {
            json.WriteStartObject();
            json.WriteString("meter", unpriced.Meter.Name);
            json.WriteAmount("quantity", unpriced.Quantity);
            json.WriteString("reason", unpriced.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Charge charge)
    {
        var stated = charge.Price.Stated!;
        json.WriteStartObject();
        json.WriteString("sku", charge.Sku);
        json.WriteString("meter", charge.Meter.Name);
        json.WriteAmount("quantity", charge.ConsumedQuantity);
        json.WriteAmount("pricingQuantity", charge.PricingQuantity);
        json.WriteString("pricingUnit", charge.PricingUnit);
        json.WriteAmount("listUnitPrice", charge.ListUnitPrice);
        json.WriteAmount("listCost", charge.ListCost);
        json.WriteBoolean("monthDecides", IsTiered(charge));
        json.WriteString("priceBook", stated.Book.File);
        json.WriteNumber("line", stated.Line);
        json.WriteString("source", stated.Source.Text);
        json.WriteString("period", stated.Period.ToString());
        json.WriteString("learned", stated.Learned.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("confidence", ConfidenceName.Of(stated.Confidence));
        WriteTexts(json, "explanation", charge.Explain());
        json.WriteEndObject();
    }

    private static bool IsTiered(Charge charge) =>
        charge.Price.Amounts!.Shape is PriceShape.Graduated or PriceShape.Volume;

    private static decimal TotalOf(ExplainedEvent explained) =>
        explained
            .Parts.SelectMany(part => part.Charges)
            .Aggregate(0m, (sum, charge) => Exact.Add(sum, charge.ListCost));

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) =>
        string.Join(
            ", ",
            pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
