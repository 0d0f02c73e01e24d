using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads a request together with its response. What only the request knows (the size of an image, the characters to be
/// spoken, the documents to be ranked) comes from the request, everything else from the response.
/// </summary>
/// <param name="responses">Readers of responses alone.</param>
/// <param name="map">Names of what stands beside the two.</param>
/// <param name="call">
/// The sizes of what a request's digest leaves out; nothing stands beside it. <see langword="null"/> where the request
/// is whole.
/// </param>
internal sealed class ExchangeReader(
    IReadOnlyList<IRecordReader> responses,
    FieldMap map,
    Metering.CallRequest? call = null
) : IRecordReader
{
    private static readonly IReadOnlyDictionary<string, string> NoDefaults = new Dictionary<string, string>(
        StringComparer.Ordinal
    );

    /// <summary>The time of a response that says none.</summary>
    private static readonly DateTimeOffset Unsaid = EventTime.Min;

    public string Format => "exchange";

    public bool Recognises(JsonElement record) =>
        record.TryObject("request", out var request)
        && (record.Has("response") || record.Has("error"))
        && (request.Has("model") || request.Has("messages") || request.Has("input") || request.Has("prompt"));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        record.TryObject("request", out var request);
        var response = ResponseOf(record);
        var draft = new EventDraft(context, OpenAiChatReader.Source);
        if (call is null)
        {
            FillFromEnvelope(record, draft);
        }

        if (response.Has("error") || record.Has("error"))
        {
            draft.Id ??= response.TextOrNothing("id");
            draft.Model ??= request.TextOrNothing("model");
            draft.BillsNothing(Attribute.Failed);
            events.Add(draft.Build());
            return;
        }

        if (FillFromBoth(request, response, draft))
        {
            draft.Model ??= request.TextOrNothing("model");
            events.Add(draft.Build());
            return;
        }

        if (response.ValueKind == JsonValueKind.Object && TryResponse(response, context, out var read))
        {
            foreach (var one in read)
            {
                events.Add(Merge(one, draft, request, context));
            }

            return;
        }

        draft.Model ??= request.TextOrNothing("model");
        draft.UnsettledReason = "the response has no usage";
        events.Add(draft.Build());
    }

    /// <summary>The answer itself, also where it stands beside a status or headers.</summary>
    private static JsonElement ResponseOf(JsonElement record)
    {
        record.TryField("response", out var response);
        return
            response.TryObject("body", out var body)
            && (response.Has("status") || response.Has("status_code") || response.Has("headers"))
            ? body
            : response;
    }

    /// <summary>Kinds of calls whose quantities the request knows.</summary>
    /// <returns><see langword="false"/> when the response alone tells.</returns>
    private bool FillFromBoth(JsonElement request, JsonElement response, EventDraft draft)
    {
        if (response.Has("choices") || response.TextIs("object", "response") || response.TextIs("object", "video"))
        {
            return false;
        }

        if (request.HasText("input") && (request.Has("voice") || IsAudio(response)))
        {
            draft.Id ??= response.TextOrNothing("id");
            draft.Add(Meters.AudioCharacters, call?.InputCharacters ?? CodePoints(request.Text("input") ?? ""));
            return true;
        }

        if (request.TryArray("documents", out var documents))
        {
            RerankReader.Fill(response, draft);
            draft.Add(Meters.RerankDocuments, call?.Documents ?? documents.GetArrayLength());
            return true;
        }

        if (request.Has("prompt") && (response.Has("data") || IsImageRequest(request)))
        {
            ImageReader.Fill(request, response, draft);
            return true;
        }

        if (response.HasText("text") || response.Has("duration"))
        {
            TranscriptionReader.Fill(response, draft);
            return true;
        }

        return false;
    }

    private static bool IsImageRequest(JsonElement request) =>
        request.Has(Attribute.Width) || request.Has(Attribute.Height) || request.Has(Attribute.Steps);

    private static bool IsAudio(JsonElement response) =>
        response.TextOrNothing("content_type")?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ?? false;

    private static int CodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private bool TryResponse(JsonElement response, RecordContext context, out List<UsageEvent> read)
    {
        read = new List<UsageEvent>(1);

        // Defaults come last, after what stands beside the response.
        var plain = context with
        {
            Options = context.Options with { Defaults = NoDefaults, DefaultTime = Unsaid },
        };
        foreach (var reader in responses)
        {
            if (reader.Recognises(response))
            {
                reader.Read(response, plain, read);
                return true;
            }
        }

        return false;
    }

    private static UsageEvent Merge(UsageEvent read, EventDraft outer, JsonElement request, RecordContext context)
    {
        // Built only to let the defaults fill what neither envelope nor response says.
        outer.Time ??= read.Time == Unsaid ? null : read.Time;
        var envelope = outer.Build();
        return read with
        {
            Id =
                outer.Id is not null && string.Equals(read.Id, context.DerivedId, StringComparison.Ordinal)
                    ? outer.Id
                    : read.Id,
            Time = read.Time == Unsaid ? envelope.Time : read.Time,
            Provider = read.Provider ?? envelope.Provider,
            Model = read.Model.Length > 0 ? read.Model : request.TextOrNothing("model") ?? envelope.Model,
            Mode = outer.Mode ?? read.Mode,
            Account = envelope.Account,
            SubAccount = envelope.SubAccount,
            Feature = envelope.Feature,
            Environment = envelope.Environment,
            Tags = envelope.Tags,
        };
    }

    /// <summary>Who called and for what, from beside the request and response.</summary>
    private void FillFromEnvelope(JsonElement record, EventDraft draft)
    {
        var values = new FieldValues(draft.Context.Options);
        foreach (var member in record.EnumerateObject())
        {
            if (
                member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                && map.TryFind(member.Name, out var binding)
                && !FieldValues.IsQuantity(binding.Field)
                && binding.Field is not (LogField.Attribute or LogField.Mode or LogField.Source)
            )
            {
                values.Set(binding, member.Name, record.Text(member.Name) ?? "");
            }
        }

        values.AddTo(draft);
        if (record.TryObject("tags", out var tags))
        {
            foreach (var tag in tags.EnumerateObject())
            {
                draft.Tag(tag.Name, tags.Text(tag.Name, "tags."));
            }
        }
    }
}
