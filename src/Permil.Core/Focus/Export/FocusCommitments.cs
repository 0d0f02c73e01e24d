using System.Text.Json;
using Permil.Billing.Bills;
using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>The commitments of a contract in FOCUS's words.</summary>
internal sealed class FocusCommitments(Contract contract)
{
    public const string Spend = "Spend";
    public const string Usage = "Usage";

    private readonly Dictionary<string, Commitment> _rules = contract
        .Of<Commitment>()
        .ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>The commitment that a line names.</summary>
    public Commitment? Of(BillLineKey key) => key.Rule is { } rule ? _rules.GetValueOrDefault(rule) : null;

    public string IdOf(Commitment commitment) => $"{contract.Id}/{commitment.Id}";

    public static string CategoryOf(Commitment commitment) => commitment is SpendCommitment ? Spend : Usage;

    public static string TypeOf(Commitment commitment) =>
        commitment switch
        {
            QuantityCommitment { Pool: CommitmentPool.Hour } => "Reserved Capacity",
            QuantityCommitment { Pool: CommitmentPool.Month } => "Included Quantity",
            QuantityCommitment => "Committed Quantity",
            { Payment: CommitmentPayment.Arrears } => "Committed Spend",
            _ => "Prepaid Spend",
        };

    /// <summary>What a commitment is counted in: the unit of its meters, or money.</summary>
    public string UnitOf(Commitment commitment) =>
        commitment is QuantityCommitment quantity ? FocusUnits.Of(quantity.Unit) : contract.Currency;

    /// <summary>
    /// The columns of a commitment discount; <see langword="null"/> for a promise that is made up for at the end: it makes
    /// nothing cheaper and is told by <see cref="AppliedBy"/> alone.
    /// </summary>
    /// <param name="commitment">The commitment.</param>
    /// <param name="status">Used or Unused; <see langword="null"/> for the purchase.</param>
    /// <param name="quantity">Bought, used or left, in the commitment's unit.</param>
    public FocusCommitment? DiscountOf(Commitment commitment, CommitmentStatus? status, decimal quantity) =>
        commitment.Payment == CommitmentPayment.Arrears
            ? null
            : new()
            {
                Id = IdOf(commitment),
                Name = commitment.Name,
                Category = CategoryOf(commitment),
                Type = TypeOf(commitment),
                Status = status switch
                {
                    CommitmentStatus.Used => "Used",
                    CommitmentStatus.Unused => "Unused",
                    _ => null,
                },
                Quantity = quantity,
                Unit = UnitOf(commitment),
            };

    /// <summary>What usage counts for of a commitment, as the column ContractApplied has it.</summary>
    public string AppliedBy(Commitment commitment, in FocusCosts costs)
    {
        var isSpend = commitment is SpendCommitment;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("Elements");
            json.WriteStartObject();
            json.WriteString("ContractId", contract.Id);
            json.WriteString("ContractCommitmentId", IdOf(commitment));
            Write(json, "ContractCommitmentAppliedCost", isSpend ? costs.Effective : null);
            Write(json, "ContractCommitmentAppliedQuantity", isSpend ? null : costs.ConsumedQuantity);
            json.WriteString("ContractCommitmentAppliedUnit", isSpend ? null : UnitOf(commitment));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, decimal? number)
    {
        json.WritePropertyName(name);
        if (number is { } value)
        {
            json.WriteRawValue(DecimalText.Of(value));
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
