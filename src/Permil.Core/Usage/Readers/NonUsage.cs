using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Knows records that come with usage but hold none, and where their usage would be.</summary>
internal static class NonUsage
{
    /// <returns><see langword="false"/> when the record is nothing known.</returns>
    public static bool TryDescribe(JsonElement record, [NotNullWhen(true)] out string? reason)
    {
        reason = Describe(record) ?? DescribeMembers(record);
        return reason is not null;
    }

    /// <summary>Whether the record has usage that other records give in full: it must not be counted beside them.</summary>
    public static bool RepeatsUsage(JsonElement record) =>
        (record.Has("input_file_id") && record.Has("status"))
        || record.TextIs("object", "chat.completion.chunk")
        || record.TextIs("object", "completion.chunk");

    private static string? DescribeMembers(JsonElement record)
    {
        foreach (var member in record.EnumerateObject())
        {
            if (
                member.Value.ValueKind == JsonValueKind.Object
                && (Describe(member.Value) ?? DescribeJob(member.Value)) is { } reason
            )
            {
                return reason;
            }
        }

        return null;
    }

    private static string? DescribeJob(JsonElement wrapper) =>
        wrapper.TryObject("job", out var job) ? Describe(job) : null;

    private static string? Describe(JsonElement record)
    {
        if (record.Has("custom_id") && record.Has("body"))
        {
            return "a batch input line is a request without its answer; the usage is in the batch's output file";
        }

        if (record.Has("input_file_id") && record.Has("status"))
        {
            return "a batch job has no usage of its own; the usage is in its output file";
        }

        if (record.TextIs("object", "file"))
        {
            return "a description of a file has no usage; give the file itself";
        }

        if (record.TextIs("object", "model") || FirstOf(record, "model"))
        {
            return "a list of models has prices, not usage";
        }

        if (record.TextIs("object", "hardware") || FirstOf(record, "hardware"))
        {
            return "a list of hardware has prices, not usage";
        }

        if (record.Has("estimation_available"))
        {
            return "an estimate of a fine-tuning job is no usage; the finished job (GET /fine-tunes/ID) has it";
        }

        if (record.TextIs("object", "chat.completion.chunk") || record.TextIs("object", "completion.chunk"))
        {
            return "one chunk of a stream is no call; give the whole transcript with its 'data:' lines";
        }

        return record.Has("messages") && record.Has("model") && !record.Has("usage")
            ? "a request without its answer has no usage; give the response, or {\"request\":..,\"response\":..}"
            : null;
    }

    private static bool FirstOf(JsonElement record, string kind) =>
        record.TextIs("object", "list")
        && record.TryArray("data", out var data)
        && data.TryFirstObject(out var first)
        && first.TextIs("object", kind);
}
