namespace Permil.Usage.Readers;

/// <summary>
/// Tells meter, mode and terms from the display name of a billed product. The names are not stable, so the words in
/// them count.
/// </summary>
internal static class BilledProduct
{
    private const decimal MinutesPerHour = 60;
    private const decimal SecondsPerMinute = 60;

    /// <summary>Adds the quantity; a product whose words say nothing known is unsettled.</summary>
    public static void AddTo(EventDraft draft, string product, decimal? quantity)
    {
        bool Says(string words) => product.Contains(words, StringComparison.OrdinalIgnoreCase);

        if (quantity is not { } amount)
        {
            draft.UnsettledReason = "the billed line has no quantity";
            return;
        }

        if (Says("batch"))
        {
            draft.Mode = Mode.Batch;
        }

        var (meter, factor) = MeterOf(Says);
        if (meter is null)
        {
            draft.UnsettledReason = $"the billed product '{JsonFields.Shorten(product, 60)}' names no known meter";
            return;
        }

        NoteTerms(draft, product, meter, Says);
        draft.AddProduct(meter, amount, factor.Times, factor.Per);
    }

    private static (Meter? Meter, (decimal Times, decimal Per) Factor) MeterOf(Func<string, bool> says)
    {
        var plain = (Times: 1m, Per: 1m);
        var hours = says("minute") ? (1m, MinutesPerHour) : plain;
        var seconds = says("minute") ? (SecondsPerMinute, 1m) : plain;
        if (says("fine-tun") || says("finetun") || says("fine tun"))
        {
            return (Meters.FineTuningTokens, plain);
        }

        if (says("storage"))
        {
            return (Meters.StorageHours, plain);
        }

        if (says("cluster"))
        {
            return (Meters.GpuClusterHours, hours);
        }

        if (says("dedicated") || says("endpoint"))
        {
            return (Meters.DedicatedEndpointHours, hours);
        }

        if (says("code interpreter") || says("sandbox"))
        {
            return (Meters.CodeInterpreterSessions, plain);
        }

        if (says("token"))
        {
            return (TokenMeterOf(says), plain);
        }

        if (says("image"))
        {
            return (says("megapixel") ? Meters.ImageMegapixels : Meters.ImageGenerations, plain);
        }

        if (says("video"))
        {
            return says("second") || says("minute") ? (Meters.VideoSeconds, seconds) : (Meters.VideoGenerations, plain);
        }

        if (says("character"))
        {
            return (Meters.AudioCharacters, plain);
        }

        if (says("audio") || says("transcription") || says("speech"))
        {
            return says("second") || says("minute") ? (Meters.AudioSeconds, seconds) : (null, plain);
        }

        return (null, plain);
    }

    private static Meter? TokenMeterOf(Func<string, bool> says)
    {
        if (says("embed"))
        {
            return Meters.EmbeddingTokens;
        }

        if (says("rerank"))
        {
            return Meters.RerankTokens;
        }

        if (says("moderation"))
        {
            return Meters.ModerationTokens;
        }

        if (says("output"))
        {
            return Meters.OutputTokens;
        }

        if (says("cache") && says("write"))
        {
            return Meters.CacheWriteTokens;
        }

        return says("cache") ? Meters.CachedInputTokens
            : says("input") ? Meters.InputTokens
            : null;
    }

    private static void NoteTerms(EventDraft draft, string product, Meter meter, Func<string, bool> says)
    {
        if (meter == Meters.GpuClusterHours)
        {
            draft.Mode = Mode.Cluster;
            draft.Note(
                Attribute.Term,
                says("preemptible") ? "preemptible"
                    : says("on-demand") || says("on demand") ? "on-demand"
                    : null
            );
        }

        if (meter == Meters.DedicatedEndpointHours)
        {
            draft.Mode = Mode.Dedicated;
        }

        if (meter == Meters.FineTuningTokens)
        {
            draft.Note(
                Attribute.Method,
                says("lora") ? "lora"
                    : says("full") ? "full"
                    : null
            );
            draft.Note(
                Attribute.Objective,
                says("dpo") ? "dpo"
                    : says("sft") ? "sft"
                    : null
            );
        }

        if (
            !draft.HasNote(Attribute.Gpu)
            && (draft.Mode is Mode.Cluster or Mode.Dedicated)
            && GpuClass.TryFind(product, out var gpu)
        )
        {
            draft.Note(Attribute.Gpu, gpu);
        }
    }
}
