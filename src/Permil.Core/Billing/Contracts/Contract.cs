namespace Permil.Billing.Contracts;

/// <summary>What one account has negotiated: everything an invoice needs beside usage and list prices.</summary>
public sealed record Contract
{
    /// <summary>For people and exports; unique among contracts.</summary>
    public required string Id { get; init; }

    /// <summary>The billing account it is with. An account has one contract; what changes are its rules.</summary>
    public required string Account { get; init; }

    /// <summary>ISO 4217, that of the price books.</summary>
    public required string Currency { get; init; }

    public Issuer Issuer { get; init; } = Issuer.Unnamed;

    /// <summary><see langword="null"/>: the account's id is printed.</summary>
    public Party? Customer { get; init; }

    /// <summary>Days from issue until payment is due, 0 or more.</summary>
    public int PaymentDays { get; init; } = 30;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ContractRule> Rules { get; init; } = [];

    /// <summary>Credits that come with the contract; others are in the account book.</summary>
    public IReadOnlyList<Credit> Credits { get; init; } = [];

    /// <summary>The file it was read from, as the caller named it.</summary>
    public required string File { get; init; }

    /// <summary>What an account without a contract has: list prices, no tax.</summary>
    public static Contract None(string account, string currency) =>
        new()
        {
            Id = "",
            Account = account,
            Currency = currency,
            File = "",
        };

    /// <summary>What was known at the end of a day; <see langword="null"/>: everything that stands now.</summary>
    public Contract AsKnownOn(DateOnly? day) =>
        this with
        {
            Rules = [.. Rules.Where(rule => day is { } known ? rule.IsKnownOn(known) : rule.Withdrawn is null)],
        };

    /// <summary>Rules of one kind, in the order of the file.</summary>
    public IEnumerable<T> Of<T>()
        where T : ContractRule => Rules.OfType<T>();

    /// <summary>Every instant at which a rule begins or ends.</summary>
    public IEnumerable<DateTimeOffset> Boundaries =>
        Rules
            .SelectMany(rule => new[] { rule.Period.From, rule.Period.Until })
            .OfType<DateTimeOffset>()
            .Distinct()
            .Order();
}
