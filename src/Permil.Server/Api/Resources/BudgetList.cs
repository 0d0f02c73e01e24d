namespace Permil.Server.Api.Resources;

/// <param name="Currency">That of the price books, and of all amounts.</param>
/// <param name="Budgets">In the order in which they were made.</param>
public sealed record BudgetList(string Currency, IReadOnlyList<BudgetResource> Budgets);
