using System.Globalization;
using Permil.Billing.Contracts;
using Permil.Json;

namespace Permil.Billing.Events;

/// <summary>What is said of commitments: that one ends soon, once.</summary>
public static class CommitmentEvents
{
    public const string Ending = "commitment.ending";

    /// <param name="contract">What was agreed; what was withdrawn is left alone.</param>
    /// <param name="now">The instant.</param>
    /// <param name="settings">How many days ahead.</param>
    public static IReadOnlyList<BillingEvent> Of(Contract contract, DateTimeOffset now, BillingEventSettings settings)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(settings);
        return
        [
            .. contract
                .AsKnownOn(null)
                .Of<Commitment>()
                .Where(commitment => now < commitment.Until && now >= commitment.Until.AddDays(-settings.EndingDays))
                .OrderBy(commitment => commitment.Until)
                .Select(commitment => Of(contract, commitment, now)),
        ];
    }

    private static BillingEvent Of(Contract contract, Commitment commitment, DateTimeOffset now)
    {
        // A term that is prolonged ends again, another day.
        var end = commitment.Until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new BillingEvent(
            $"{Ending}/{contract.Account}/{commitment.Id}/{end}",
            Ending,
            now,
            contract.Account,
            EventPayload.Of(json =>
            {
                json.WriteString("contract", contract.Id);
                json.WriteString("commitment", commitment.Id);
                json.WriteString("name", commitment.Name);
                json.WriteTime("from", commitment.From);
                json.WriteTime("until", commitment.Until);
                json.WriteString("payment", EnumName.Of(commitment.Payment));
                switch (commitment)
                {
                    case SpendCommitment spend:
                        json.WriteString("currency", contract.Currency);
                        json.WriteAmount("amount", spend.Amount);
                        break;
                    case QuantityCommitment quantity:
                        json.WriteAmount("quantity", quantity.Quantity);
                        json.WriteString("unit", quantity.Unit);
                        json.WriteString("pool", EnumName.Of(quantity.Pool));
                        break;
                }
            })
        );
    }
}
