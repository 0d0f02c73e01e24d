using System.Globalization;
using System.Text.Json;
using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Json;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Writes contracts for programs, with the names that their files use in the case of JSON.</summary>
internal static class ContractJson
{
    /// <summary>Writes the fields of a contract into an object.</summary>
    public static void Write(Utf8JsonWriter json, Contract contract)
    {
        json.WriteString("contract", contract.Id);
        json.WriteString("account", contract.Account);
        json.WriteString("currency", contract.Currency);
        json.WriteStartObject("issuer");
        json.WriteString("id", contract.Issuer.Id);
        Write(json, contract.Issuer.Party);
        json.WriteEndObject();
        if (contract.Customer is { } customer)
        {
            json.WriteStartObject("customer");
            Write(json, customer);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("customer");
        }

        json.WriteNumber("paymentDays", contract.PaymentDays);
        json.WriteStartArray("rules");
        foreach (var rule in contract.Rules)
        {
            Write(json, rule);
        }

        json.WriteEndArray();
        json.WriteStartArray("credits");
        foreach (var credit in contract.Credits)
        {
            Write(json, credit);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a rule, but not the line it stands on.</summary>
    public static void Write(Utf8JsonWriter json, ContractRule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("name", rule.Name);
        json.WriteString("kind", RuleText.Kind(rule));
        json.WriteString("text", RuleText.Of(rule));
        Write(json, "for", rule.For);
        json.WriteTime("from", rule.Period.From);
        json.WriteTime("until", rule.Period.Until);
        json.WriteString("agreed", Day(rule.Agreed));
        json.WriteString("withdrawn", Day(rule.Withdrawn));
        WriteOwn(json, rule);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Credit credit)
    {
        json.WriteStartObject();
        json.WriteString("id", credit.Id);
        json.WriteString("kind", EnumName.Of(credit.Kind));
        json.WriteAmount("amount", credit.Amount);
        json.WriteTime("from", credit.GrantedAt);
        json.WriteTime("until", credit.ExpiresAt);
        json.WriteNumber("priority", credit.Priority);
        if (credit.Pays is { } pays)
        {
            Write(json, "pays", pays);
        }
        else
        {
            json.WriteNull("pays");
        }

        json.WriteString("note", credit.Note);
        json.WriteEndObject();
    }

    private static void WriteOwn(Utf8JsonWriter json, ContractRule rule)
    {
        switch (rule)
        {
            case RateOverride rate:
                Write(json, rate.Rate);
                json.WriteString("unit", rate.Unit);
                break;
            case PercentOff discount:
                json.WriteAmount("percent", discount.Percent);
                break;
            case TaxRule tax:
                json.WriteAmount("percent", tax.Percent);
                break;
            case MonthlyMinimum minimum:
                json.WriteAmount("amount", minimum.Amount);
                break;
            case VolumeDiscount volume:
                json.WriteString("over", EnumName.Of(volume.Basis));
                json.WriteString("unit", volume.Unit);
                json.WriteStartArray("tiers");
                foreach (var tier in volume.Tiers)
                {
                    json.WriteStartObject();
                    json.WriteAmount("upTo", tier.UpTo);
                    json.WriteAmount("percent", tier.Percent);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case SpendCommitment spend:
                json.WriteAmount("amount", spend.Amount);
                json.WriteString("paid", EnumName.Of(spend.Payment));
                break;
            case QuantityCommitment reserved:
                json.WriteAmount("quantity", reserved.Quantity);
                json.WriteString("unit", reserved.Unit);
                json.WriteString("each", EnumName.Of(reserved.Pool));
                json.WriteAmount("cost", reserved.PoolCost);
                json.WriteString("paid", EnumName.Of(reserved.Payment));
                if (reserved.Overage is { } overage)
                {
                    json.WriteStartObject("overage");
                    Write(json, overage);
                    json.WriteEndObject();
                }
                else
                {
                    json.WriteNull("overage");
                }

                break;
        }
    }

    private static void Write(Utf8JsonWriter json, UnitRate rate)
    {
        json.WriteAmount("price", rate.Amount);
        json.WriteString("per", rate.PerText);
    }

    private static void Write(Utf8JsonWriter json, Party party)
    {
        json.WriteString("name", party.Name);
        Write(json, "address", party.Address);
        json.WriteString("taxId", party.TaxId);
        json.WriteString("email", party.Email);
    }

    private static void Write(Utf8JsonWriter json, string name, ChargeMatch match)
    {
        json.WriteStartObject(name);
        Write(json, "providers", match.Providers);
        Write(json, "models", match.Models);
        Write(json, "classes", match.Classes);
        Write(json, "modes", [.. match.Modes.Select(ModeName.Of)]);
        Write(json, "meters", match.Meters);
        Write(json, "skus", match.Skus);
        json.WriteStartObject("where");
        foreach (var (attribute, value) in match.Where.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(attribute, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
