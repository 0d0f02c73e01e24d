namespace Permil.Budgets;

/// <summary>
/// Finds the budgets of a call. Each stands under one value of its scope, that which the fewest calls share, so that a
/// call looks at few that are not its own.
/// </summary>
internal sealed class BudgetIndex
{
    private readonly Shelf _byKey = [];
    private readonly Shelf _bySubAccount = [];
    private readonly Shelf _byTag = [];
    private readonly Shelf _byAccount = [];
    private readonly Shelf _byFeature = [];
    private readonly Shelf _byEnvironment = [];
    private readonly Shelf _byModel = [];
    private readonly List<BudgetUse> _ofEveryCall = [];

    private sealed class Shelf() : Dictionary<string, List<BudgetUse>>(StringComparer.Ordinal);

    public BudgetIndex(IEnumerable<BudgetUse> uses)
    {
        foreach (var use in uses)
        {
            PlaceOf(use.Budget.Scope).Add(use);
        }
    }

    /// <summary>Adds the budgets that a call belongs to.</summary>
    public void Find(CallScope scope, List<BudgetUse> found)
    {
        var call = scope.Call;
        Take(_byKey, scope.KeyId, scope, found);
        Take(_bySubAccount, call.SubAccount, scope, found);
        Take(_byAccount, call.Account, scope, found);
        Take(_byFeature, call.Feature, scope, found);
        Take(_byEnvironment, call.Environment, scope, found);
        Take(_byModel, call.Model, scope, found);
        if (!string.Equals(scope.CanonicalModel, call.Model, StringComparison.Ordinal))
        {
            Take(_byModel, scope.CanonicalModel, scope, found);
        }

        if (_byTag.Count > 0)
        {
            foreach (var (name, value) in call.Tags)
            {
                Take(_byTag, TagOf(name, value), scope, found);
            }
        }

        Take(_ofEveryCall, scope, found);
    }

    private List<BudgetUse> PlaceOf(BudgetScope scope) =>
        scope switch
        {
            { Key: { } key } => PlaceOn(_byKey, key),
            { SubAccount: { } subAccount } => PlaceOn(_bySubAccount, subAccount),
            { Tags.Count: > 0 } => PlaceOn(_byTag, FirstTagOf(scope)),
            { Account: { } account } => PlaceOn(_byAccount, account),
            { Feature: { } feature } => PlaceOn(_byFeature, feature),
            { Environment: { } environment } => PlaceOn(_byEnvironment, environment),
            { Model: { } model } => PlaceOn(_byModel, model),
            _ => _ofEveryCall,
        };

    private static List<BudgetUse> PlaceOn(Shelf shelf, string value)
    {
        if (!shelf.TryGetValue(value, out var uses))
        {
            shelf.Add(value, uses = []);
        }

        return uses;
    }

    private static void Take(Shelf shelf, string? value, CallScope scope, List<BudgetUse> found)
    {
        if (value is not null && shelf.TryGetValue(value, out var uses))
        {
            Take(uses, scope, found);
        }
    }

    private static void Take(List<BudgetUse> uses, CallScope scope, List<BudgetUse> found)
    {
        foreach (var use in uses)
        {
            if (use.Budget.Scope.Takes(scope))
            {
                found.Add(use);
            }
        }
    }

    private static string FirstTagOf(BudgetScope scope)
    {
        var (name, value) = scope.Tags.First();
        return TagOf(name, value);
    }

    private static string TagOf(string name, string value) => $"{name.Length}:{name}={value}";
}
