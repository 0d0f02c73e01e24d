using Permil.Billing;
using Permil.Billing.Contracts;

namespace Permil.Server.Api.Resources;

/// <summary>A credit as it is shown, and what was used of it where that is known.</summary>
public sealed record CreditResource
{
    public required string Id { get; init; }

    public required string Account { get; init; }

    /// <summary>In the currency of the price books.</summary>
    public required decimal Amount { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>The first instant it can no longer be used.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required CreditKind Kind { get; init; }

    /// <summary>0 to 100; lower ones are used first.</summary>
    public required int Priority { get; init; }

    /// <summary>The usage it pays for; without it any.</summary>
    public ChargeMatch? Pays { get; init; }

    public string? Note { get; init; }

    /// <summary>Not said of a credit that pays only for some usage: invoices say what is used of it.</summary>
    public decimal? Used { get; init; }

    /// <summary>What can be used now; 0 when it has expired.</summary>
    public decimal? Remaining { get; init; }

    public static CreditResource Of(Credit credit)
    {
        ArgumentNullException.ThrowIfNull(credit);
        return new()
        {
            Id = credit.Id,
            Account = credit.Account,
            Amount = credit.Amount,
            GrantedAt = credit.GrantedAt,
            ExpiresAt = credit.ExpiresAt,
            Kind = credit.Kind,
            Priority = credit.Priority,
            Pays = credit.PaysForAll ? null : credit.Pays,
            Note = credit.Note,
        };
    }

    public static CreditResource Of(CreditStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return Of(standing.Credit) with { Used = standing.Used, Remaining = standing.Remaining };
    }
}
