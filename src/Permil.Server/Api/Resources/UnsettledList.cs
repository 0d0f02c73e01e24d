using Permil.Storage.DuckDb.Reading;

namespace Permil.Server.Api.Resources;

/// <param name="Unsettled">Usage that is not known, newest first.</param>
/// <param name="IsComplete">Whether these are all; false: more than were asked for.</param>
public sealed record UnsettledList(IReadOnlyList<UnsettledEvent> Unsettled, bool IsComplete);
