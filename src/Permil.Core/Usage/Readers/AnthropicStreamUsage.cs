using System.Buffers;
using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Gathers the usage of a streamed Anthropic message. Its start has the input side; each delta's counts are the sum so
/// far and replace what was known, but a count it leaves out stays.
/// </summary>
internal sealed class AnthropicStreamUsage
{
    private readonly Dictionary<string, JsonElement> _usage = new(StringComparer.Ordinal);
    private string? _id;
    private string? _model;
    private bool _hasFinalCounts;

    public void Add(string type, JsonElement chunk)
    {
        switch (type)
        {
            case "message_start" when chunk.TryObject("message", out var message):
                _id = message.Text("id", "message.");
                _model = message.Text("model", "message.");
                Merge(message);
                break;
            case "message_delta":
                Merge(chunk);
                _hasFinalCounts |=
                    chunk.Has("usage") && chunk.TryObject("delta", out var delta) && delta.Has("stop_reason");
                break;
            default:
                break;
        }
    }

    public UsageEvent Finish(RecordContext context)
    {
        var draft = new EventDraft(context, AnthropicMessageReader.Source) { Id = _id, Model = _model };
        if (_hasFinalCounts)
        {
            using var merged = Merged();
            AnthropicUsage.Add(merged.RootElement, "usage.", draft);
        }
        else
        {
            draft.UnsettledReason = "the stream was interrupted before its last usage";
        }

        return draft.Build();
    }

    private void Merge(JsonElement owner)
    {
        if (!owner.TryObject("usage", out var usage))
        {
            return;
        }

        foreach (var member in usage.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                _usage[member.Name] = member.Value.Clone();
            }
        }
    }

    private JsonDocument Merged()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _usage)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }
}
