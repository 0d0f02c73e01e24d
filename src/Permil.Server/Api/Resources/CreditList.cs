namespace Permil.Server.Api.Resources;

/// <param name="Currency">That of the price books, and of all amounts.</param>
/// <param name="Credits">In the order in which they were granted.</param>
public sealed record CreditList(string Currency, IReadOnlyList<CreditResource> Credits);
