using Permil.Budgets;

namespace Permil.Server.Alerts;

/// <summary>One thing that has happened: an alert was raised, or a webhook is done with one.</summary>
/// <param name="Raised">The alert that was raised, else <see langword="null"/>.</param>
/// <param name="Id">The alert.</param>
/// <param name="Webhook">The webhook that took it or that it is no longer sent to; <see langword="null"/> when raised.</param>
internal readonly record struct AlertNote(BudgetAlert? Raised, string Id, string? Webhook);
