namespace Permil.Usage;

/// <summary>
/// Makes an event a new fact about another: what the other should have said, or that it never happened. The other stays
/// stored and no longer counts.
/// </summary>
/// <param name="Kind">Whether this event takes the other's place or only takes it away.</param>
/// <param name="Target">The other's id, in the same source.</param>
/// <param name="RecordedAt">
/// When it was found out, UTC. Of several revisions of one event the latest counts. <see langword="null"/>: at the event's own time.
/// </param>
public sealed record Revision(RevisionKind Kind, string Target, DateTimeOffset? RecordedAt);
