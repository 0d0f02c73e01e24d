namespace Permil.Server.Api;

/// <summary>An event that was not taken.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Id">Its id, as far as it could be told.</param>
/// <param name="Reason">Field, what was found and what is allowed.</param>
internal sealed record UsageFault(long Index, string? Id, string Reason);
