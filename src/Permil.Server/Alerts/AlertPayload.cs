using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Permil.Budgets;
using Permil.Rating;

namespace Permil.Server.Alerts;

/// <summary>An alert as receivers get it.</summary>
internal static class AlertPayload
{
    /// <summary>The alert's name: the same for a budget, a period and a percentage, however often it is raised.</summary>
    public static string IdOf(BudgetAlert alert)
    {
        var period = PeriodName(alert.Budget.Period);
        var from = alert.Window.From is { } start
            ? start.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : "ever";
        return $"{alert.Budget.Id}/{period}/{from}/{DecimalText.Of(alert.Percent)}";
    }

    /// <summary>JSON; amounts are strings, so that no reader rounds them.</summary>
    public static string BodyOf(BudgetAlert alert)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "budget.threshold");
            json.WriteString("id", IdOf(alert));
            WriteBudget(json, alert.Budget);
            json.WriteStartObject("period");
            WriteTime(json, "from", alert.Window.From);
            WriteTime(json, "until", alert.Window.Until);
            json.WriteEndObject();
            json.WriteString("percent", DecimalText.Of(alert.Percent));
            json.WriteString("spent", DecimalText.Of(alert.Spent));
            json.WriteString("amount", DecimalText.Of(alert.Budget.Amount));
            WriteTime(json, "at", alert.At);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteBudget(Utf8JsonWriter json, Budget budget)
    {
        json.WriteStartObject("budget");
        json.WriteString("id", budget.Id);
        json.WriteStartObject("scope");
        WriteIfSaid(json, "account", budget.Scope.Account);
        WriteIfSaid(json, "subAccount", budget.Scope.SubAccount);
        WriteIfSaid(json, "feature", budget.Scope.Feature);
        WriteIfSaid(json, "environment", budget.Scope.Environment);
        WriteIfSaid(json, "model", budget.Scope.Model);
        WriteIfSaid(json, "key", budget.Scope.Key);
        if (budget.Scope.Tags.Count > 0)
        {
            json.WriteStartObject("tags");
            foreach (var (name, value) in budget.Scope.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteString("amount", DecimalText.Of(budget.Amount));
        json.WriteString("period", PeriodName(budget.Period));
        json.WriteString("action", budget.Action.ToString().ToLowerInvariant());
        json.WriteEndObject();
    }

    private static string PeriodName(BudgetPeriod period) => period.ToString().ToLowerInvariant();

    private static void WriteIfSaid(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>RFC 3339, UTC.</summary>
    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
