namespace Permil.Usage.Readers;

/// <summary>The values of one application log record by field, from JSON or CSV; makes its event.</summary>
internal sealed class FieldValues(ReadOptions options)
{
    /// <summary>How many images a record that has a size stands for.</summary>
    public const string Images = "n";

    /// <summary>A size as <c>1024x768</c>.</summary>
    public const string Size = "size";

    private static readonly LogField[] CachedFields =
    [
        LogField.CachedInsidePrompt,
        LogField.CachedTokens,
        LogField.CachedOutsideInput,
    ];

    private static readonly int FieldCount = Enum.GetValues<LogField>().Length;

    private readonly FieldValue?[] _single = new FieldValue?[FieldCount];
    private readonly List<FieldValue> _named = [];

    /// <summary>Whether any value is a count or a quantity.</summary>
    public bool HasQuantity { get; private set; }

    /// <summary>Takes a value unless a surer place already gave one. An empty text is no value.</summary>
    public void Set(LogFieldBinding binding, string path, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var value = new FieldValue(binding, path, text);
        HasQuantity |= IsQuantity(binding.Field);
        if (binding.Name is null)
        {
            ref var slot = ref _single[(int)binding.Field];
            if (slot is null || binding.Precedence < slot.Value.Binding.Precedence)
            {
                slot = value;
            }

            return;
        }

        for (var index = 0; index < _named.Count; index++)
        {
            var known = _named[index].Binding;
            if (known.Field == binding.Field && string.Equals(known.Name, binding.Name, StringComparison.Ordinal))
            {
                if (binding.Precedence < known.Precedence)
                {
                    _named[index] = value;
                }

                return;
            }
        }

        _named.Add(value);
    }

    public void Clear()
    {
        Array.Clear(_single);
        _named.Clear();
        HasQuantity = false;
    }

    public static bool IsQuantity(LogField field) =>
        field
            is LogField.PromptTokens
                or LogField.InputTokens
                or LogField.OutputTokens
                or LogField.CachedTokens
                or LogField.CachedInsidePrompt
                or LogField.CachedOutsideInput
                or LogField.CacheWriteTokens
                or LogField.CacheWrite1hTokens
                or LogField.MeterQuantity;

    /// <exception cref="UsageFormatException">A value is none of its field.</exception>
    public void AddTo(EventDraft draft)
    {
        draft.Id = Text(LogField.Id);
        draft.Source = Text(LogField.Source);
        draft.Time = Of(LogField.Time) is { } time ? EventTime.Parse(time.Path, time.Text) : null;
        draft.Provider = Text(LogField.Provider);
        draft.Model = Text(LogField.Model);
        draft.Mode = Of(LogField.Mode) is { } mode ? LogMode.Parse(mode.Path, mode.Text) : null;
        draft.Account = Text(LogField.Account);
        draft.SubAccount = Text(LogField.SubAccount);
        draft.Feature = Text(LogField.Feature);
        draft.Environment = Text(LogField.Environment);
        draft.ReportedCost = Of(LogField.ReportedCost) is { } cost ? Quantity.Money(cost.Path, cost.Text) : null;
        AddTokens(draft);
        AddNamed(draft);
    }

    private void AddTokens(EventDraft draft)
    {
        var input = Of(LogField.PromptTokens) ?? Of(LogField.InputTokens);
        var output = Of(LogField.OutputTokens);
        var cached = CachedValue();
        var write = Count(LogField.CacheWriteTokens);
        var writeHour = Count(LogField.CacheWrite1hTokens);
        if (input is null && output is null && cached is null && write is null && writeHour is null)
        {
            return;
        }

        var total = Count(LogField.TotalTokens);
        var inside = IncludesCache(draft);
        var counts = new TokenCounts
        {
            Input = CountOf(input),
            InputField = input?.Path ?? "prompt_tokens",
            InputIncludesCache = inside,
            Output = CountOf(output),
            OutputField = output?.Path ?? "completion_tokens",
            Cached = CountOf(cached) ?? 0,
            CachedField = cached?.Path ?? "cached_tokens",
            CacheWrite = write ?? 0,
            CacheWrite1h = writeHour ?? 0,
            Reasoning = Count(LogField.ReasoningTokens),
            Total = total,
        };
        if (total is null)
        {
            // An application may log one side only (an embedding has no output): what is not there is 0.
            counts.Input ??= inside ? counts.Cached + counts.CacheWrite + counts.CacheWrite1h : 0;
            counts.Output ??= 0;
        }

        counts.AddTo(draft);
    }

    private bool IncludesCache(EventDraft draft)
    {
        if (Of(LogField.PromptTokens) is not null || Of(LogField.InputTokens) is null)
        {
            return Of(LogField.PromptTokens) is not null;
        }

        if (Of(LogField.CachedInsidePrompt) is not null)
        {
            return true;
        }

        var looksOutside = Of(LogField.CachedTokens) is null;
        return options.CachedInsideInput(draft.Provider, draft.Model ?? "") ?? !looksOutside;
    }

    /// <summary>The places are alternatives for one number; the surest that is not 0 counts.</summary>
    private FieldValue? CachedValue()
    {
        FieldValue? zero = null;
        foreach (var field in CachedFields)
        {
            if (Of(field) is { } value)
            {
                if (Quantity.Count(value.Path, value.Text) > 0)
                {
                    return value;
                }

                zero ??= value;
            }
        }

        return zero;
    }

    private void AddNamed(EventDraft draft)
    {
        var images = new ImageCount();
        foreach (var value in _named)
        {
            var name = value.Binding.Name ?? "";
            switch (value.Binding.Field)
            {
                case LogField.MeterQuantity when Meters.TryFind(name, out var meter):
                    draft.Add(meter, Quantity.Of(meter, value.Path, value.Text));
                    break;
                case LogField.Tag:
                    draft.Tag(name, value.Text);
                    break;
                case LogField.Attribute:
                    images.Take(name, value.Path, value.Text, draft);
                    break;
                default:
                    break;
            }
        }

        images.AddTo(draft);
    }

    private FieldValue? Of(LogField field) => _single[(int)field];

    private string? Text(LogField field) => Of(field)?.Text;

    private decimal? Count(LogField field) => CountOf(Of(field));

    private static decimal? CountOf(FieldValue? value) =>
        value is { } found ? Quantity.Count(found.Path, found.Text) : null;
}
