using System.Collections.Frozen;

namespace Permil.Usage.Readers;

/// <summary>
/// Keys that tell an exact format from an application's own log line. A record with none of them at its top level is a
/// log line (see <see cref="AppLogReader"/>) or nothing known, so a fast path may read it by the
/// <see cref="FieldMap"/> alone.
/// </summary>
public static class FormatMarkers
{
    /// <summary>The keys, exactly as written in the records.</summary>
    public static FrozenSet<string> Keys { get; } =
        new[]
        {
            "billing_period",
            "body",
            "call_type",
            "choices",
            "cluster_id",
            "custom_id",
            "data",
            "deployment_status",
            "error",
            "input_file_id",
            "object",
            "readyReplicas",
            "request",
            "resourceMetrics",
            "resourceSpans",
            "results",
            "source",
            "specversion",
            "text",
            "training_file",
            "type",
        }.ToFrozenSet(StringComparer.Ordinal);
}
