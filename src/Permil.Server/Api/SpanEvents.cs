using Microsoft.AspNetCore.Http;
using Permil.Storage;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Api;

/// <summary>The usage events in OTLP JSON, and what in it could not be read.</summary>
internal sealed class SpanEvents : IUsageSink
{
    private readonly List<UsageEvent> _events = [];

    private SpanEvents() { }

    public IReadOnlyList<UsageEvent> Events => _events;

    /// <summary>How many spans were not taken.</summary>
    public long Rejected { get; private set; }

    /// <summary>Why the first span that was not taken was not; <see langword="null"/>: all were.</summary>
    public string? Reason { get; private set; }

    /// <exception cref="BodyException">It is no OTLP.</exception>
    public static SpanEvents Read(ReadOnlyMemory<byte> json, Func<string?, string, bool?> cachedInsideInput)
    {
        var options = new ReadOptions
        {
            DefaultTime = null,
            Format = "otel-spans",
            CachedInsideInput = (provider, model) => cachedInsideInput(provider, model),
        };
        var spans = new SpanEvents();
        new JsonLineReader("spans", options).ReadLine(json, 1, spans);
        return spans;
    }

    /// <summary>Adds one of the events, where it can be taken.</summary>
    public void AddTo(UsageBatch batch, int place)
    {
        if (!batch.TryAdd(_events[place], out var reason))
        {
            Rejected++;
            Reason ??= $"{_events[place].Id}: {reason}";
        }
    }

    public void Accept(UsageEvent usageEvent) => _events.Add(usageEvent);

    public void Reject(RejectedLine rejectedLine)
    {
        if (!rejectedLine.Reason.StartsWith(RejectedLine.RecordPrefix, StringComparison.Ordinal))
        {
            // Not one span but all of it.
            throw new BodyException(StatusCodes.Status400BadRequest, $"the body is no OTLP: {rejectedLine.Reason}");
        }

        Rejected++;
        Reason ??= rejectedLine.Reason;
    }
}
