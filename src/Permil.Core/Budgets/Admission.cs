using Permil.Access;
using Permil.Billing;
using Permil.Rating;

namespace Permil.Budgets;

/// <summary>
/// Admits calls against the limits, budgets and credits of their key, tenant and account, and holds what they may cost
/// until they have ended. All members may be called from any thread.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="onAlert">
/// Called outside of any lock, by the thread whose call passed the percentage. It must return at once and not throw.
/// </param>
public sealed class Admission(TimeProvider clock, Action<BudgetAlert>? onAlert = null)
{
    /// <summary>A period of a budget counts for so long after its end at most: this one and the one before are kept.</summary>
    private static readonly TimeSpan AlertsKept = TimeSpan.FromDays(62);

    private readonly Lock _lock = new();
    private readonly OpenReservations _open = new();
    private readonly BudgetAlerts _alerts = new();
    private readonly List<BudgetUse> _found = [];
    private readonly List<(BudgetUse Use, BudgetSpan Span)> _spans = [];
    private AdmissionTables _tables = AdmissionTables.Empty;
    private DateTimeOffset _now = DateTimeOffset.MinValue;

    /// <summary>Where each budget stands now, in the order of the account book.</summary>
    public IReadOnlyList<BudgetStanding> Budgets
    {
        get
        {
            lock (_lock)
            {
                var now = MoveOn();
                return
                [
                    .. _tables.Budgets.Select(use =>
                    {
                        use.MoveTo(now);
                        return new BudgetStanding(
                            use.Budget,
                            use.Current.Window,
                            use.Current.Spent,
                            use.Current.Reserved
                        );
                    }),
                ];
            }
        }
    }

    /// <summary>
    /// Where each credit stands now, by account, in the order in which they are used; last those that pay only for some
    /// charges.
    /// </summary>
    public IReadOnlyList<CreditStanding> Credits
    {
        get
        {
            lock (_lock)
            {
                var now = MoveOn();
                return [.. _tables.Accounts.SelectMany(account => account.StandingsAt(now))];
            }
        }
    }

    /// <summary>How many reservations have not ended.</summary>
    public int OpenReservations
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>
    /// Takes a changed account book. What was spent is asked for each budget not known before or with another scope or
    /// period, and for accounts whose credits changed; calls under way are counted by the new rules.
    /// </summary>
    /// <param name="book">Who may do what from now on.</param>
    /// <param name="history">
    /// What was spent before; asked while no call is admitted or settled. It must know all that was settled or added here
    /// so far, and nothing of a call under way. When it fails nothing is changed.
    /// </param>
    public void Replace(AccountBook book, ISpendHistory history)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(history);
        List<BudgetAlert>? due = null;
        lock (_lock)
        {
            var now = MoveOn();
            _tables = AdmissionTables.Of(book, history, _tables, now);
            foreach (var reservation in _open.All())
            {
                Find(reservation.Scope, now, isUnderWay: true);
                var account = _tables.AccountOf(reservation.Scope);
                Hold(reservation, account, _tables.LimitsOf(reservation.Scope, account));
                reservation.Uses.Rejoin(reservation.Demand);
            }

            _tables.EndChange();
            _alerts.ForgetBefore(now > DateTimeOffset.MinValue + AlertsKept ? now - AlertsKept : now);
            CollectAlerts(now, ref due);
        }

        Raise(due);
    }

    /// <summary>
    /// Begins to count anew what was spent. Meant to be short: to be called while no call is settled, with the moment of
    /// the history kept that it is to be asked at.
    /// </summary>
    public SpendRecount BeginRecount()
    {
        lock (_lock)
        {
            var now = MoveOn();
            foreach (var use in _tables.Budgets)
            {
                use.MoveTo(now);
            }

            return new SpendRecount(this, _tables);
        }
    }

    /// <summary>Admits a call, or says why not. An admitted call must be settled or released.</summary>
    public Admitted Admit(CallScope scope, CallBound bound) => Admit(scope, bound, batchTokens: null);

    /// <summary>
    /// Admits a batch, or says why not: it holds its tokens and what it may cost until it ends, and is no request and no
    /// call under way.
    /// </summary>
    /// <param name="scope">Whose it is; its tokens count for its model.</param>
    /// <param name="bound">The most it can cost.</param>
    /// <param name="tokens">What it will read and write, or about that.</param>
    public Admitted AdmitBatch(CallScope scope, CallBound bound, long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        return Admit(scope, bound, tokens);
    }

    /// <summary>
    /// Holds what a call or batch that was admitted before the last stop may still cost. It is not refused: it is under
    /// way already.
    /// </summary>
    public Reservation Resume(CallScope scope, CallBound bound, long batchTokens = 0)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(bound);
        lock (_lock)
        {
            var now = MoveOn();
            var account = _tables.AccountOf(scope);
            var uses = _tables.LimitsOf(scope, account);
            Find(scope, now, isUnderWay: true);
            var demand = CallDemand.OfBatch(now.ToUnixTimeSeconds(), scope, batchTokens);
            return Open(new Reservation(this, scope, bound, demand), account, uses, now);
        }
    }

    /// <summary>Adds usage that came in by another way to the budgets and credits it belongs to.</summary>
    public void AddSpend(CallScope scope, decimal listCost)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfNegative(listCost);
        List<BudgetAlert>? due = null;
        lock (_lock)
        {
            var now = MoveOn();
            foreach (var use in Find(scope, now))
            {
                if (use.SpanOf(scope.Call.Time) is { } span)
                {
                    span.Spend(listCost);
                    _alerts.Collect(use, span, now, ref due);
                }
            }

            _tables.AccountOf(scope)?.Credits?.Spend(scope.Call.Time, listCost);
        }

        Raise(due);
    }

    internal void End(SpendRecount recount)
    {
        List<BudgetAlert>? due = null;
        lock (_lock)
        {
            recount.End();
            CollectAlerts(MoveOn(), ref due);
        }

        Raise(due);
    }

    internal decimal? RemainingOf(Reservation reservation)
    {
        lock (_lock)
        {
            return reservation.Remaining;
        }
    }

    internal void End(Reservation reservation, decimal listCost, long inputTokens, long outputTokens)
    {
        List<BudgetAlert>? due = null;
        lock (_lock)
        {
            if (reservation.HasEnded)
            {
                return;
            }

            var now = MoveOn();
            reservation.HasEnded = true;
            _open.Remove(reservation);
            reservation.Uses.Leave(
                reservation.Demand,
                now.ToUnixTimeSeconds(),
                CallDemand.Sane(inputTokens, 0),
                CallDemand.Sane(outputTokens, 0)
            );
            foreach (var (_, span, held) in reservation.Holds)
            {
                span.Free(held);
            }

            var credits = reservation.Account?.Credits;
            if (reservation.CreditHeld > 0)
            {
                credits?.Free(reservation.Scope.Call.Time, reservation.CreditHeld);
            }

            if (listCost > 0)
            {
                foreach (var (use, span, _) in reservation.Holds)
                {
                    span.Spend(listCost);
                    _alerts.Collect(use, span, now, ref due);
                }

                credits?.Spend(reservation.Scope.Call.Time, listCost);
            }

            reservation.Remaining = Left(reservation);
        }

        Raise(due);
    }

    internal void BecomeJob(Reservation reservation)
    {
        lock (_lock)
        {
            if (reservation.HasEnded || reservation.Demand.BatchTokens is not null)
            {
                return;
            }

            var second = MoveOn().ToUnixTimeSeconds();
            var demand = reservation.Demand;
            reservation.Uses.Leave(demand, second, demand.InputTokens, demand.OutputTokens);
            reservation.Demand = CallDemand.OfBatch(second, reservation.Scope, tokens: 0);
        }
    }

    internal bool TryExtend(Reservation reservation, decimal spent)
    {
        lock (_lock)
        {
            if (reservation.HasEnded)
            {
                return false;
            }

            var account = reservation.Account is { IsFree: true, Credits: not null } free ? free : null;
            if (
                Array.Exists(reservation.Holds, hold => !hold.Use.HasRoom(hold.Span, spent))
                || account?.AvailableTo(reservation.Scope, MoveOn()) < spent
            )
            {
                return false;
            }

            reservation.Extra = Exact.Add(reservation.Extra, spent);
            for (var i = 0; i < reservation.Holds.Length; i++)
            {
                var hold = reservation.Holds[i];
                hold.Span.Reserve(spent);
                reservation.Holds[i] = hold with { Amount = Exact.Add(hold.Amount, spent) };
            }

            if (account is not null)
            {
                reservation.CreditHeld = Exact.Add(reservation.CreditHeld, spent);
                account.Credits?.Reserve(reservation.Scope.Call.Time, spent);
            }

            reservation.Remaining = Left(reservation);
            return true;
        }
    }

    private Admitted Admit(CallScope scope, CallBound bound, long? batchTokens)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(bound);
        lock (_lock)
        {
            var now = MoveOn();
            var second = now.ToUnixTimeSeconds();
            var demand = batchTokens is { } tokens
                ? CallDemand.OfBatch(second, scope, tokens)
                : CallDemand.Of(second, bound);
            var account = _tables.AccountOf(scope);
            var uses = _tables.LimitsOf(scope, account);
            var wait = default(Wait);
            foreach (var (use, span) in Find(scope, now, isUnderWay: false))
            {
                use.Check(span, bound, ref wait);
            }

            account?.Check(scope, bound, now, ref wait);
            uses.Check(demand, ref wait);
            if (!wait.IsOver)
            {
                return new Admitted(null, wait.Refusal(now, uses.Standing(now, second)));
            }

            return new Admitted(Open(new Reservation(this, scope, bound, demand), account, uses, now), null);
        }
    }

    private Reservation Open(Reservation reservation, AccountUse? account, LimitUses uses, DateTimeOffset now)
    {
        Hold(reservation, account, uses);
        uses.Join(reservation.Demand);
        _open.Add(reservation);
        reservation.Limits = uses.Standing(now, now.ToUnixTimeSeconds());
        reservation.Remaining = Left(reservation);
        return reservation;
    }

    /// <summary>Sets aside what a call may cost in the budgets found last and in its account's credits.</summary>
    private void Hold(Reservation reservation, AccountUse? account, LimitUses uses)
    {
        var holds = _spans.Count == 0 ? [] : new BudgetHold[_spans.Count];
        for (var i = 0; i < holds.Length; i++)
        {
            var (use, span) = _spans[i];
            holds[i] = new BudgetHold(use, span, Exact.Add(use.Held(reservation.Bound), reservation.Extra));
            span.Reserve(holds[i].Amount);
        }

        reservation.Holds = holds;
        reservation.Account = account;
        reservation.Uses = uses;
        reservation.CreditHeld = account is { IsFree: true }
            ? Exact.Add(reservation.Bound.ListCost ?? reservation.Bound.LikelyCost ?? 0, reservation.Extra)
            : 0;
        if (reservation.CreditHeld > 0)
        {
            account?.Credits?.Reserve(reservation.Scope.Call.Time, reservation.CreditHeld);
        }
    }

    /// <summary>
    /// The period of a call. Where it is no longer kept, a new call counts in the present one, and a call under way that
    /// is counted again in one that nobody sees.
    /// </summary>
    private static BudgetSpan SpanFor(BudgetUse use, CallScope scope, bool isUnderWay) =>
        use.SpanOf(scope.Call.Time)
        ?? (
            isUnderWay
                ? new BudgetSpan(BudgetWindow.Of(use.Budget.Period, scope.Call.Time)) { NextAlert = null }
                : use.Current
        );

    private static decimal? Left(Reservation reservation)
    {
        decimal? least = null;
        foreach (var (use, span, _) in reservation.Holds)
        {
            var left = Exact.Add(use.Budget.Amount, -Exact.Add(span.Spent, span.Reserved));
            least = least is null || left < least ? left : least;
        }

        if (reservation.Account is { IsFree: true, Credits: { } credits })
        {
            var left = credits.AvailableAt(reservation.Scope.Call.Time);
            least = least is null || left < least ? left : least;
        }

        return least;
    }

    /// <summary>The budgets of a call with its period in each; good until the next question.</summary>
    private List<(BudgetUse Use, BudgetSpan Span)> Find(CallScope scope, DateTimeOffset now, bool isUnderWay)
    {
        _spans.Clear();
        foreach (var use in Find(scope, now))
        {
            _spans.Add((use, SpanFor(use, scope, isUnderWay)));
        }

        return _spans;
    }

    private List<BudgetUse> Find(CallScope scope, DateTimeOffset now)
    {
        _found.Clear();
        _tables.FindBudgets(scope, now, _found);
        return _found;
    }

    /// <summary>The time, which never goes back here: an hour that comes twice must not empty a limit or a period.</summary>
    private DateTimeOffset MoveOn()
    {
        var now = clock.GetUtcNow();
        _now = now > _now ? now : _now;
        return _now;
    }

    private void CollectAlerts(DateTimeOffset now, ref List<BudgetAlert>? due)
    {
        foreach (var use in _tables.Budgets)
        {
            foreach (var span in use.Spans)
            {
                _alerts.Collect(use, span, now, ref due);
            }
        }
    }

    private void Raise(List<BudgetAlert>? due)
    {
        if (due is null || onAlert is null)
        {
            return;
        }

        foreach (var alert in due)
        {
            onAlert(alert);
        }
    }
}
