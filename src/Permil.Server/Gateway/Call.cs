using Permil.Budgets;
using Permil.Server.Gateway.Upstreams;
using Permil.Server.Telemetry;
using Permil.Storage;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>One admitted call on its way through the stages.</summary>
internal sealed class Call
{
    public required string Id { get; init; }

    /// <summary>The key that made it.</summary>
    public required string KeyId { get; init; }

    public required AskedCall Asked { get; init; }

    /// <summary>The event it will be, still without usage.</summary>
    public required UsageEvent Event { get; init; }

    public required CallBound Bound { get; init; }

    public required Reservation Reservation { get; init; }

    /// <summary>The record that it was about to be made.</summary>
    public required JournalAppend Intent { get; init; }

    public CallRequest Request => Asked.Request;

    /// <summary>Whether what it uses stands in the request alone: an answer that is an error says nothing of it.</summary>
    public bool IsMeasuredByRequest => Request.Kind == CallKind.Speech;

    /// <summary>Usage of attempts that were given up for another upstream.</summary>
    public List<UsageEvent> EarlierAttempts { get; } = [];

    /// <summary>When it began, for durations; a timestamp of the clock.</summary>
    public required long Start { get; init; }

    /// <summary>When the first piece of a stream came; a timestamp of the clock.</summary>
    public long? FirstChunk { get; set; }

    /// <summary>Who answered it, or failed last.</summary>
    public Upstream? Upstream { get; set; }

    /// <summary>How it ended; <see langword="null"/> while it is under way, or a job that is.</summary>
    public Settled? Settled { get; set; }

    /// <summary>Whether it started a job, which has its own end.</summary>
    public bool IsJob { get; set; }

    /// <summary>Its span in a trace, if somebody listens.</summary>
    public CallSpan Span { get; set; }

    /// <summary>Whether it was settled, or handed over to a job.</summary>
    public bool HasEnded { get; set; }
}
