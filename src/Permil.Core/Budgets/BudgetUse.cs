using Permil.Rating;

namespace Permil.Budgets;

/// <summary>A budget with its period under way, the one before, and later ones that usage was dated into.</summary>
internal sealed class BudgetUse
{
    private readonly List<BudgetSpan> _ahead = [];
    private BudgetSpan? _previous;

    public BudgetUse(Budget budget, DateTimeOffset now)
    {
        Budget = budget;
        Current = new BudgetSpan(BudgetWindow.Of(budget.Period, now));
    }

    /// <summary>Of the same scope and period as long as this lives.</summary>
    public Budget Budget { get; private set; }

    public BudgetSpan Current { get; private set; }

    public IEnumerable<BudgetSpan> Spans => _previous is null ? [Current, .. _ahead] : [_previous, Current, .. _ahead];

    /// <summary>The period under way and later ones: what counts in them decides about calls.</summary>
    public IEnumerable<BudgetSpan> SpansThatDecide => [Current, .. _ahead];

    /// <summary>
    /// Takes a changed amount, action or list of alerts, and frees all that is reserved: calls under way are to be
    /// counted again.
    /// </summary>
    public void Change(Budget budget, DateTimeOffset now)
    {
        Budget = budget;
        MoveTo(now);
        foreach (var span in Spans)
        {
            span.FreeAll();
            span.NextAlert = 0;
        }
    }

    /// <summary>Lets time pass: a period that is over becomes the one before. Time does not go back.</summary>
    public void MoveTo(DateTimeOffset now)
    {
        if (!Current.IsOverAt(now))
        {
            return;
        }

        var window = BudgetWindow.Of(Budget.Period, now);
        _previous =
            window.From == Current.Window.Until
                ? Current
                : SpanAhead(BudgetWindow.Of(Budget.Period, window.From!.Value.AddTicks(-1)));
        Current = SpanAhead(window);
        _ahead.RemoveAll(span => span.Window.From <= window.From);
    }

    /// <summary>The period that holds an instant; <see langword="null"/> when it is no longer kept.</summary>
    public BudgetSpan? SpanOf(DateTimeOffset time)
    {
        if (Current.Contains(time))
        {
            return Current;
        }

        if (time < Current.Window.From)
        {
            return _previous is not null && _previous.Contains(time) ? _previous : null;
        }

        var span = SpanAhead(BudgetWindow.Of(Budget.Period, time));
        if (!_ahead.Contains(span))
        {
            _ahead.Add(span);
        }

        return span;
    }

    /// <summary>What the budget sets aside for a call.</summary>
    public decimal Held(CallBound bound) =>
        Budget.Action == BudgetAction.Block && Budget.Reserve == BudgetReserve.Lenient
            ? bound.LikelyCost ?? bound.ListCost ?? 0
            : bound.ListCost ?? bound.LikelyCost ?? 0;

    /// <summary>Finds out whether a call fits.</summary>
    public void Check(BudgetSpan span, CallBound bound, ref Wait wait)
    {
        if (Budget.Action == BudgetAction.Notify)
        {
            return;
        }

        if (bound.IsUnpriced)
        {
            wait.Never(RefusalReason.Unpriced, $"budget {Budget.Id} cannot hold a call without a price: {Why(bound)}");
            return;
        }

        var isLenient = Budget.Reserve == BudgetReserve.Lenient;
        if ((isLenient ? bound.LikelyCost ?? bound.ListCost : bound.ListCost) is not { } held)
        {
            wait.Never(
                RefusalReason.Unbounded,
                $"budget {Budget.Id} cannot hold a call of which the most it can cost is not known: {Why(bound)}"
            );
            return;
        }

        var taken = Exact.Add(span.Spent, span.Reserved);
        if (isLenient ? taken < Budget.Amount : Exact.Add(taken, held) <= Budget.Amount)
        {
            return;
        }

        var message =
            $"budget {Budget.Id} allows {DecimalText.Of(Budget.Amount)}: {DecimalText.Of(span.Spent)} are spent, "
            + $"{DecimalText.Of(span.Reserved)} reserved, and the call may cost {DecimalText.Of(held)}";
        if (span.Window.Until is { } until && (isLenient || held <= Budget.Amount))
        {
            wait.Until(RefusalReason.BudgetExceeded, message, until);
        }
        else
        {
            wait.Never(RefusalReason.BudgetExceeded, message);
        }
    }

    /// <summary>Whether so much more may be spent by a call that was admitted.</summary>
    public bool HasRoom(BudgetSpan span, decimal more) =>
        Budget.Action == BudgetAction.Notify
        || Budget.Reserve == BudgetReserve.Lenient
        || Exact.Add(Exact.Add(span.Spent, span.Reserved), more) <= Budget.Amount;

    private static string Why(CallBound bound) => bound.UnknownReason ?? "no reason was given";

    private BudgetSpan SpanAhead(BudgetWindow window) =>
        _ahead.Find(span => span.Window == window) ?? new BudgetSpan(window);
}
