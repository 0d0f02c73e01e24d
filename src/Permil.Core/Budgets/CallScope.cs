using Permil.Usage;

namespace Permil.Budgets;

/// <summary>Who makes a call, and with what: what limits and budgets look at.</summary>
/// <param name="KeyId">The key that made it; <see langword="null"/> for usage that came in by another way.</param>
/// <param name="Call">Its dimensions, as allocation rules set them; time is the instant the call began.</param>
public sealed record CallScope(string? KeyId, UsageEvent Call)
{
    /// <summary>The model as the price book names it, where the call names it by another id.</summary>
    public string? CanonicalModel { get; init; }
}
