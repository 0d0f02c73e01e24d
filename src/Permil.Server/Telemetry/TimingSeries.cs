namespace Permil.Server.Telemetry;

/// <summary>How long calls of one kind and model took, and how many tokens they had.</summary>
internal sealed class TimingSeries
{
    public TimingSeries(TimingKey key)
    {
        Labels = SeriesLabels.Of(
            (LabelName.Operation, key.Operation),
            (LabelName.Provider, key.Provider),
            (LabelName.RequestModel, key.Model),
            (LabelName.ErrorType, key.ErrorType)
        );
        InputLabels = Labels.With(LabelName.TokenType, "input");
        OutputLabels = Labels.With(LabelName.TokenType, "output");
    }

    /// <summary>Held while the histograms are added to or read.</summary>
    public Lock Lock { get; } = new();

    public SeriesLabels Labels { get; }

    public SeriesLabels InputLabels { get; }

    public SeriesLabels OutputLabels { get; }

    public Histogram Duration { get; } = new(GatewayMetrics.DurationBounds);

    public Histogram FirstChunk { get; } = new(GatewayMetrics.FirstChunkBounds);

    public Histogram Input { get; } = new(GatewayMetrics.TokenBounds);

    public Histogram Output { get; } = new(GatewayMetrics.TokenBounds);

    public void Add(FinishedCall call)
    {
        lock (Lock)
        {
            Duration.Add(call.Duration.TotalSeconds);
            if (call.TimeToFirstChunk is { } first)
            {
                FirstChunk.Add(first.TotalSeconds);
            }

            if (call.Tokens.Input is { } input)
            {
                Input.Add(input);
            }

            if (call.Tokens.Output is { } output)
            {
                Output.Add(output);
            }
        }
    }
}
