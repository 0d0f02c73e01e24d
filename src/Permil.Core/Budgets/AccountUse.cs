using Permil.Access;
using Permil.Billing;
using Permil.Rating;

namespace Permil.Budgets;

/// <summary>What an account has used of its limits and credits.</summary>
internal sealed class AccountUse(Account account, CreditBalance? credits)
{
    public Account Account { get; } = account;

    /// <summary><see langword="null"/>: it has none and needs none.</summary>
    public CreditBalance? Credits { get; } = credits;

    /// <summary>Those that take no part in <see cref="Credits"/>.</summary>
    public required IReadOnlyList<Credit> NotCounted { get; init; }

    public required LimitUse Limits { get; init; }

    /// <summary>Of tenants that have limits, by name.</summary>
    public required IReadOnlyDictionary<string, LimitUse> Tenants { get; init; }

    /// <summary>Whether calls are refused when no credit is left.</summary>
    public bool IsFree => Account.Tier == AccountTier.Free;

    /// <summary>
    /// What a call may take now. One that took long to come in takes nothing of a credit that ended meanwhile, nor what
    /// later calls took first.
    /// </summary>
    public decimal AvailableTo(CallScope scope, DateTimeOffset now) =>
        Credits is null
            ? 0
            : Math.Min(Credits.AvailableAt(scope.Call.Time), Credits.AvailableAt(Latest(scope.Call.Time, now)));

    private static DateTimeOffset Latest(DateTimeOffset time, DateTimeOffset now) => time > now ? time : now;

    /// <summary>Where each credit stands, those last of which nobody counts what they paid.</summary>
    public IEnumerable<CreditStanding> StandingsAt(DateTimeOffset now) =>
        [.. Credits?.StandingsAt(now) ?? [], .. NotCounted.Select(credit => CreditStanding.NotCounted(credit, now))];

    /// <summary>Finds out whether credits can pay a call.</summary>
    public void Check(CallScope scope, CallBound bound, DateTimeOffset now, ref Wait wait)
    {
        if (!IsFree || Credits is null)
        {
            return;
        }

        var why = bound.UnknownReason ?? "no reason was given";
        if (bound.IsUnpriced)
        {
            wait.Never(
                RefusalReason.Unpriced,
                $"account {Account.Id} pays with credits, which cannot hold a call without a price: {why}"
            );
        }
        else if (bound.ListCost is not { } cost)
        {
            wait.Never(
                RefusalReason.Unbounded,
                $"account {Account.Id} pays with credits, which cannot hold a call of which the most it can cost is not known: {why}"
            );
        }
        else if (AvailableTo(scope, now) is var available && available < cost)
        {
            wait.Never(
                RefusalReason.CreditExhausted,
                $"account {Account.Id} pays with credits: {DecimalText.Of(available)} are left, and the call may cost {DecimalText.Of(cost)}"
            );
        }
    }
}
