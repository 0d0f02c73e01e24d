using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads answers of <c>/images/generations</c>. Their size and steps only the request knows.</summary>
internal sealed class ImageReader : IRecordReader
{
    public string Format => "image";

    public bool Recognises(JsonElement record) =>
        record.TryArray("data", out var data)
        && data.TryFirstObject(out var first)
        && (first.Has("b64_json") || (first.Has("url") && !record.Has("meta")));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, OpenAiChatReader.Source);
        Fill(request: default, record, draft);
        events.Add(draft.Build());
    }

    /// <summary>Fills the event from an answer and, where there is one, its request.</summary>
    public static void Fill(JsonElement request, JsonElement response, EventDraft draft)
    {
        draft.Id ??= response.Text("id");
        draft.Model ??= response.Text("model") ?? request.Text("model");
        draft.Time ??= response.Time("created");
        var images = new ImageCount();
        Take(request, "request.", images, draft);
        Take(response, "response.", images, draft);
        if (response.TryArray("data", out var data))
        {
            images.Images = data.GetArrayLength();
        }

        if (response.TryObject("usage", out var usage) && usage.Has("output_tokens"))
        {
            AddTokens(usage, images, draft);
        }
        else if (images.Images is { } made)
        {
            draft.Add(Meters.ImageGenerations, made);
        }

        images.AddTo(draft);
        if (!draft.HasUsage && images.Images is null)
        {
            draft.UnsettledReason = "the number of images is not known";
        }
    }

    /// <summary>Image models that bill tokens: the number of images is noted, not counted beside them.</summary>
    private static void AddTokens(JsonElement usage, ImageCount images, EventDraft draft)
    {
        var input = usage.Count("input_tokens", "usage.") ?? 0;
        var image = usage.TryObject("input_tokens_details", out var details)
            ? details.Count("image_tokens", "usage.input_tokens_details.") ?? 0
            : 0;
        if (image > input)
        {
            throw new UsageFormatException(
                $"usage.input_tokens_details.image_tokens: found {image}, allowed: at most usage.input_tokens ({input})"
            );
        }

        draft.Add(Meters.InputTokens, input - image);
        draft.Add(Meters.InputImageTokens, image);
        draft.Add(Meters.OutputImageTokens, usage.Count("output_tokens", "usage.") ?? 0);
        if (images.Images is { } made)
        {
            draft.Note("images", made);
        }
    }

    private static void Take(JsonElement part, string path, ImageCount images, EventDraft draft)
    {
        foreach (
            var name in (ReadOnlySpan<string>)
                [
                    Attribute.Width,
                    Attribute.Height,
                    Attribute.Steps,
                    FieldValues.Images,
                    FieldValues.Size,
                    Attribute.Quality,
                ]
        )
        {
            if (part.TryField(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                images.Take(name, path + name, part.Text(name, path) ?? "", draft);
            }
        }
    }
}
