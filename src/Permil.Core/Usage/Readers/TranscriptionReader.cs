using System.Text.Json;
using Permil.Rating;

namespace Permil.Usage.Readers;

/// <summary>Reads answers of <c>/audio/transcriptions</c> and <c>/audio/translations</c>.</summary>
internal sealed class TranscriptionReader : IRecordReader
{
    public string Format => "transcription";

    public bool Recognises(JsonElement record)
    {
        if (!record.HasText("text") || record.Has("choices") || record.Has("model") && record.Has("prompt_tokens"))
        {
            return false;
        }

        return record.Has("duration") && (record.Has("segments") || record.Has("language") || record.Has("task"))
            || record.TryObject("usage", out var usage) && usage.HasText("type")
            || IsOnlyText(record);
    }

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, OpenAiChatReader.Source);
        Fill(record, draft);
        events.Add(draft.Build());
    }

    public static void Fill(JsonElement response, EventDraft draft)
    {
        draft.Id ??= response.TextOrNothing("id");
        draft.Model ??= response.TextOrNothing("model");
        if (response.TryObject("usage", out var usage) && usage.TextIs("type", "tokens"))
        {
            AddTokens(usage, draft);
            return;
        }

        var seconds = usage.Amount("seconds", "usage.") ?? Duration(response);
        if (seconds is { } heard)
        {
            draft.Add(Meters.AudioSeconds, heard);
        }
        else
        {
            draft.UnsettledReason = "the transcription does not say how long the audio is (ask for verbose_json)";
        }
    }

    /// <summary>
    /// The service writes it as a binary number (8.470000267028809): the digits behind those of a quantity are noise and
    /// are rounded.
    /// </summary>
    private static decimal? Duration(JsonElement response)
    {
        const string Field = "duration";
        return
            response.TryField(Field, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var seconds)
            && seconds is >= 0 and <= Measurement.MaxQuantity
            ? Exact.MultiplyDivideToQuantity(seconds, 1, 1)
            : response.Amount(Field);
    }

    private static void AddTokens(JsonElement usage, EventDraft draft)
    {
        var audio = usage.TryObject("input_token_details", out var details)
            ? details.Count("audio_tokens", "usage.input_token_details.") ?? 0
            : 0;
        new TokenCounts
        {
            Input = usage.Count("input_tokens", "usage."),
            InputField = "usage.input_tokens",
            InputAudio = audio,
            CachedField = "usage.input_token_details.audio_tokens",
            Output = usage.Count("output_tokens", "usage."),
            OutputField = "usage.output_tokens",
            Total = usage.Count("total_tokens", "usage."),
        }.AddTo(draft);
    }

    private static bool IsOnlyText(JsonElement record)
    {
        foreach (var member in record.EnumerateObject())
        {
            if (!member.NameEquals("text"))
            {
                return false;
            }
        }

        return true;
    }
}
