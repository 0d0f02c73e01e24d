namespace Permil.Server.Gateway;

/// <summary>Headers by which a caller says for what it calls, and by which the gateway answers.</summary>
internal static class CallerHeaders
{
    /// <summary>All begin with it; none goes up to a provider.</summary>
    public const string Prefix = "x-permil-";

    public const string Feature = "x-permil-feature";

    public const string Environment = "x-permil-environment";

    /// <summary>The end user, kept as the tag <c>user</c>.</summary>
    public const string User = "x-permil-user";

    /// <summary>More tags: <c>team=search,ticket=42</c>.</summary>
    public const string Tags = "x-permil-tags";

    /// <summary>Where a call goes that names no model.</summary>
    public const string Upstream = "x-permil-upstream";

    public const string RequestId = "x-permil-request-id";

    public const string Cost = "x-permil-cost";

    public const string BudgetRemaining = "x-permil-budget-remaining";
}
