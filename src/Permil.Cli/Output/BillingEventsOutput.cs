using System.Text.Json.Nodes;
using Permil.Billing;
using Permil.Billing.Events;

namespace Permil.Cli.Output;

/// <summary>Prints billing events; in JSON each as a receiver gets it.</summary>
internal static class BillingEventsOutput
{
    public static void Print(
        IReadOnlyList<(BillingEvent Event, bool WasTaken)> outcomes,
        bool isDelivery,
        OutputFormat format
    )
    {
        var waiting = outcomes.Count(outcome => !outcome.WasTaken);
        var json = new JsonObject
        {
            ["events"] = new JsonArray([
                .. outcomes.Select(outcome =>
                {
                    var shown = JsonNode.Parse(EventPayload.Envelope(outcome.Event))!.AsObject();
                    shown["delivered"] = outcome.WasTaken;
                    return shown;
                }),
            ]),
        };
        ResourceOutput.Print(
            format,
            json,
            RowsOf(outcomes, isDelivery),
            (outcomes.Count, isDelivery) switch
            {
                (0, _) => "No event waits",
                (_, true) when waiting > 0 => $"{waiting} of {outcomes.Count} events were not taken and wait",
                _ => null,
            }
        );
    }

    private static Rows RowsOf(IReadOnlyList<(BillingEvent Event, bool WasTaken)> outcomes, bool isDelivery)
    {
        var rows = new Rows([
            new("at", "at"),
            new("account", "account"),
            new("kind", "event"),
            new("what", "what", CanWrap: true),
            .. isDelivery ? (Rows.Column[])[new("delivered", "delivered")] : [],
            new("id", "id", CanDrop: true),
        ]);
        foreach (var (billingEvent, wasTaken) in outcomes)
        {
            rows.Add([
                PeriodText.Second(billingEvent.Time),
                billingEvent.Account,
                billingEvent.Kind,
                BillingEventText.Of(billingEvent),
                .. isDelivery ? (string?[])[wasTaken ? "yes" : "no"] : [],
                billingEvent.Id,
            ]);
        }

        return rows;
    }
}
