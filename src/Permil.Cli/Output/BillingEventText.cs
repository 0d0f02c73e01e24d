using System.Text.Json;
using Permil.Billing;

namespace Permil.Cli.Output;

/// <summary>A billing event in a few words.</summary>
internal static class BillingEventText
{
    public static string Of(BillingEvent billingEvent)
    {
        using var payload = JsonDocument.Parse(billingEvent.Payload);
        var data = payload.RootElement;
        string? Text(string name) => data.TryGetProperty(name, out var value) ? value.GetString() : null;
        return billingEvent.Kind.Split('.')[0] switch
        {
            "invoice" =>
                $"{Text("number")} of {Text("month")}: {Text("total")} {Text("currency")}{After(", due ", Text("dueOn"))}{After(", void: ", Text("reason"))}",
            "credit" =>
                $"{Text("credit")}: {Text("left")} of {Text("amount")} {Text("currency")} left{After(", until ", DayOf(Text("expiresAt")))}",
            "commitment" => $"{Text("name") ?? Text("commitment")} ends {DayOf(Text("until"))}",
            _ => billingEvent.Payload,
        };
    }

    private static string After(string words, string? text) => text is null ? "" : words + text;

    private static string? DayOf(string? time) => time?.Split('T')[0];
}
