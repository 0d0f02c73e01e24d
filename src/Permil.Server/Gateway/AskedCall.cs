using Permil.Server.Gateway.Answers;
using Permil.Server.Gateway.Upstreams;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>A call that was read and not admitted yet. Holds its body until it is disposed.</summary>
internal sealed class AskedCall(RequestBody body) : IDisposable
{
    public required CallRequest Request { get; init; }

    /// <summary>What goes up.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the usage of a stream is asked for by the gateway only, and kept from the caller.</summary>
    public bool HidesUsage { get; init; }

    /// <summary>How the answer is cut down for the caller; <see langword="null"/>: it is passed on as it is.</summary>
    public TranscriptionForm? Transcription { get; init; }

    /// <summary>Where it may go, in order.</summary>
    public required Upstream[] Route { get; init; }

    public void Dispose() => body.Dispose();
}
