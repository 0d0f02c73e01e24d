using Permil.Access;
using Permil.Billing;

namespace Permil.Budgets;

/// <summary>
/// What admission must do, worked out from plain lists each time it is asked: every call, every settlement, no sums kept.
/// </summary>
internal sealed class AdmissionModel
{
    private readonly Dictionary<Reservation, Held> _open = [];
    private readonly List<(string Limited, long Second, long Requests, long Input, long Output)> _minute = [];

    internal sealed record Held(CallScope Scope, CallBound Bound, long Second);

    public SpendList History { get; } = new();

    public AccountBook Book { get; set; } = AccountBook.Empty;

    public IReadOnlyCollection<Reservation> Open => _open.Keys;

    public Held this[Reservation reservation] => _open[reservation];

    public void Join(Reservation reservation, CallScope scope, CallBound bound, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        _open.Add(reservation, new Held(scope, bound, second));
        foreach (var (limited, _) in LimitsOf(scope))
        {
            _minute.Add((limited, second, 1, bound.LikelyInputTokens!.Value, bound.LikelyOutputTokens!.Value));
        }
    }

    public void End(Reservation reservation, decimal cost, long input, long output, DateTimeOffset now)
    {
        _open.Remove(reservation, out var held);
        if (cost > 0)
        {
            History.Spends.Add((held!.Scope, cost));
        }

        foreach (var (limited, _) in LimitsOf(held!.Scope))
        {
            Correct(limited, held.Second, now.ToUnixTimeSeconds(), input - held.Bound.LikelyInputTokens!.Value, 0);
            Correct(limited, held.Second, now.ToUnixTimeSeconds(), 0, output - held.Bound.LikelyOutputTokens!.Value);
        }
    }

    public decimal SpentOf(Budget budget, DateTimeOffset now)
    {
        var window = BudgetWindow.Of(budget.Period, now);
        return History
            .Spends.Where(spend => SpendList.IsIn(budget.Scope, spend.Scope) && window.Contains(spend.Scope.Call.Time))
            .Sum(spend => spend.Cost);
    }

    public decimal ReservedOf(Budget budget, DateTimeOffset now)
    {
        var window = BudgetWindow.Of(budget.Period, now);
        return _open
            .Values.Where(held => SpendList.IsIn(budget.Scope, held.Scope) && window.Contains(held.Scope.Call.Time))
            .Sum(held => HeldBy(budget, held.Bound));
    }

    /// <summary>The reasons against a call that are no limits of a minute or at once.</summary>
    public List<RefusalReason> MoneyAgainst(CallScope scope, CallBound bound, DateTimeOffset now)
    {
        var reasons = Book
            .Budgets.Where(budget =>
                budget.Action == BudgetAction.Block && SpendList.IsIn(budget.Scope, scope) && !Fits(budget, bound, now)
            )
            .Select(_ => RefusalReason.BudgetExceeded)
            .ToList();
        if (Book.Accounts.Any(account => account.Id == scope.Call.Account && account.Tier == AccountTier.Free))
        {
            var costs = History
                .Spends.Where(spend => spend.Scope.Call.Account == scope.Call.Account)
                .Select(spend => (spend.Scope.Call.Time, spend.Cost))
                .Concat(
                    _open
                        .Values.Where(held => held.Scope.Call.Account == scope.Call.Account)
                        .Select(held => (held.Scope.Call.Time, held.Bound.ListCost!.Value))
                );
            var credits = Book.Credits.Where(credit => credit.Account == scope.Call.Account).ToList();
            var left = CreditBalanceTests.PaidOneByOne(credits, costs);
            var live = credits.Where(credit => CreditBalanceTests.IsLive(credit, now)).Sum(credit => left[credit.Id]);
            if (live < bound.ListCost)
            {
                reasons.Add(RefusalReason.CreditExhausted);
            }
        }

        return reasons;
    }

    /// <summary>Whether the limits of a minute let a call pass in a second.</summary>
    public bool FitsMinute(CallScope scope, CallBound bound, long second) =>
        LimitsOf(scope)
            .All(limited =>
            {
                var entries = _minute
                    .Where(entry => entry.Limited == limited.Name && entry.Second > second - 60)
                    .ToList();
                var (limits, input, output) = (
                    limited.Limits,
                    bound.LikelyInputTokens!.Value,
                    bound.LikelyOutputTokens!.Value
                );
                return (entries.Sum(entry => entry.Requests) + 1 <= (limits.RequestsPerMinute ?? long.MaxValue))
                    && entries.Sum(entry => entry.Input) + input <= (limits.InputTokensPerMinute ?? long.MaxValue)
                    && entries.Sum(entry => entry.Output)
                        + Math.Min(output, limits.OutputTokensPerMinute ?? long.MaxValue)
                        <= (limits.OutputTokensPerMinute ?? long.MaxValue);
            });

    /// <summary>Whether so many calls may be under way at once.</summary>
    public bool FitsAtOnce(CallScope scope) =>
        LimitsOf(scope)
            .All(limited =>
                _open.Values.Count(held => LimitsOf(held.Scope).Any(other => other.Name == limited.Name))
                < (limited.Limits.ConcurrentCalls ?? long.MaxValue)
            );

    private bool Fits(Budget budget, CallBound bound, DateTimeOffset now)
    {
        var taken = SpentOf(budget, now) + ReservedOf(budget, now);
        return budget.Reserve == BudgetReserve.Lenient
            ? taken < budget.Amount
            : taken + bound.ListCost!.Value <= budget.Amount;
    }

    private static decimal HeldBy(Budget budget, CallBound bound) =>
        budget is { Action: BudgetAction.Block, Reserve: BudgetReserve.Lenient }
            ? bound.LikelyCost ?? bound.ListCost!.Value
            : bound.ListCost!.Value;

    private IEnumerable<(string Name, Limits Limits)> LimitsOf(CallScope scope)
    {
        foreach (var key in Book.Keys.Where(key => key.Id == scope.KeyId))
        {
            yield return ("key " + key.Id, key.Limits);
        }

        foreach (var account in Book.Accounts.Where(account => account.Id == scope.Call.Account))
        {
            yield return ("account " + account.Id, LimitDefaults.Of(account));
            if (scope.Call.SubAccount is { } tenant && account.TenantLimits.TryGetValue(tenant, out var limits))
            {
                yield return ($"tenant {account.Id} {tenant}", limits);
            }
        }
    }

    private void Correct(string limited, long began, long ended, long input, long output) =>
        _minute.Add((limited, input + output < 0 ? began : ended, 0, input, output));
}
