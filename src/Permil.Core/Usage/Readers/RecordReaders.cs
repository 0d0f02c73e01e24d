namespace Permil.Usage.Readers;

/// <summary>The list of formats. To add one: write its reader and name it here.</summary>
internal static class RecordReaders
{
    /// <summary>Readers of what a provider answers, alone or in an exchange.</summary>
    public static IReadOnlyList<IRecordReader> Responses { get; } =
    [
        new OpenAiChatReader(),
        new OpenAiResponsesReader(),
        new AnthropicMessageReader(),
        new EmbeddingsReader(),
        new RerankReader(),
        new TogetherVideoReader(),
        new ImageReader(),
        new TranscriptionReader(),
    ];

    /// <summary>Formats of records, as <c>--input-format</c> takes them; <c>csv</c> and <c>sse</c> are formats of files.</summary>
    public static IReadOnlyList<string> Formats { get; } = FormatNames();

    /// <summary>
    /// New readers in the order they are asked. All but the last know a record by keys that no other format has; the
    /// last takes what has usage anywhere a log may keep it.
    /// </summary>
    public static IReadOnlyList<IRecordReader> Create(FieldMap map, AppLogReader appLog)
    {
        return
        [
            new OpenMeterReader(map),
            new PermilEventReader(),
            new BatchOutputReader(Responses),
            new LiteLlmReader(),
            new CodingSessionReader(),
            new LangfuseReader(),
            new OtelSpanReader(),
            new OtelMetricReader(),
            new OpenAiOrgUsageReader(),
            new OpenAiOrgCostsReader(),
            new TogetherBillingReader(),
            new TogetherFineTuneReader(),
            new TogetherClusterReader(),
            new TogetherEndpointReader(),
            new ExchangeReader(Responses, map),
            .. Responses,
            new ErrorReader(),
            appLog,
        ];
    }

    private static List<string> FormatNames()
    {
        var options = new ReadOptions { DefaultTime = EventTime.Min };
        var names = new List<string>();
        foreach (var reader in Create(FieldMap.Default, new AppLogReader(FieldMap.Default, options)))
        {
            names.Add(reader.Format);
        }

        names.Add("csv");
        names.Add("sse");
        return names;
    }
}
