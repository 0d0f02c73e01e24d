using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads CloudEvents as OpenMeter takes them. The event's source and id name it; the subject is the tenant.</summary>
internal sealed class OpenMeterReader(FieldMap map) : IRecordReader
{
    public string Format => "openmeter";

    public bool Recognises(JsonElement record) => record.HasText("specversion") && record.Has("type");

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        using var document = JsonInText.Open(record, "data", out var data);
        if (data.ValueKind != JsonValueKind.Object)
        {
            throw new UsageFormatException("data: found no object, allowed: an object with quantities");
        }

        var draft = new EventDraft(context, Format);
        if (data.Has("tokens"))
        {
            AddTokens(data, draft);
        }
        else
        {
            AddByName(data, draft);
        }

        draft.Id = record.Text("id");
        draft.Source = record.Text("source");
        draft.Time = record.Time("time");
        draft.SubAccount = record.Text("subject");
        draft.Provider ??= data.TextOrNothing("provider");
        draft.Model ??= data.TextOrNothing("model");
        events.Add(draft.Build());
    }

    private static void AddTokens(JsonElement data, EventDraft draft)
    {
        var type = data.Text("type", "data.");
        var tokens = data.Count("tokens", "data.") ?? 0;
        switch (type)
        {
            case "input" or "prompt":
                draft.Add(Meters.InputTokens, tokens);
                break;
            case "output" or "completion":
                draft.Add(Meters.OutputTokens, tokens);
                break;
            case "cached_input" or "cache_read" or "cached":
                draft.Add(Meters.CachedInputTokens, tokens);
                break;
            case "cache_write" or "cache_creation":
                draft.Add(Meters.CacheWriteTokens, tokens);
                break;
            case "embedding":
                draft.Add(Meters.EmbeddingTokens, tokens);
                break;
            default:
                throw new UsageFormatException(
                    $"data.type: found '{JsonFields.Shorten(type ?? "nothing")}', allowed: input, output, cache_read, cache_write, embedding"
                );
        }
    }

    private void AddByName(JsonElement data, EventDraft draft)
    {
        var values = new FieldValues(draft.Context.Options);
        foreach (var member in data.EnumerateObject())
        {
            if (
                member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                && map.TryFind(member.Name, out var binding)
            )
            {
                values.Set(binding, "data." + member.Name, data.Text(member.Name) ?? "");
            }
        }

        values.AddTo(draft);
        if (!values.HasQuantity && !draft.HasUsage)
        {
            throw new UsageFormatException(
                $"data: found {JsonFields.KeysOf(data)}, allowed: tokens with a type, or quantities by the name of their meter"
            );
        }
    }
}
