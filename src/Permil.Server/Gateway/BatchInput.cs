using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Permil.Access;
using Permil.Budgets;
using Permil.Server.Gateway.Upstreams;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>What a batch will read and write at most, by the requests in its input file.</summary>
/// <param name="Model">The model of its requests; of several the first.</param>
/// <param name="Tokens">Input and output of all requests together at most.</param>
/// <param name="Bound">The most it can cost.</param>
internal sealed record BatchInput(string Model, long Tokens, CallBound Bound)
{
    /// <summary>The most a request is taken to write when it has no limit and none is known.</summary>
    private const long UnlimitedOutputTokens = 0;

    /// <summary>Providers take less in one line.</summary>
    private const int MaxLineBytes = 16 << 20;

    /// <summary>As deep as requests may be nested; of a name that stands twice a provider may take the other.</summary>
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    /// <summary>A model that the key may not call; <see langword="null"/>: it may call all of them.</summary>
    public string? RefusedModel { get; private init; }

    /// <summary>Whether every request in it was read.</summary>
    public bool IsWhole { get; private init; } = true;

    /// <summary>Reads the input file, which the provider already has. What cannot be read cannot be bounded.</summary>
    /// <param name="asked">The call that starts the batch.</param>
    /// <param name="key">Whose models are allowed.</param>
    /// <param name="bounds">What requests cost at most.</param>
    /// <param name="usageEvent">The event the batch will be.</param>
    /// <param name="clock">Ends the call.</param>
    public static async Task<BatchInput> Read(
        AskedCall asked,
        ApiKey key,
        CallBounds bounds,
        UsageEvent usageEvent,
        CallClock clock
    )
    {
        string? fileId;
        string endpoint;
        try
        {
            (fileId, endpoint) = JobOf(asked.Body);
        }
        catch (JsonException exception)
        {
            return Unknown($"the batch cannot be read: {exception.Message}");
        }

        var kind = CallKindOf.Request("POST", endpoint);
        if (kind == CallKind.Other)
        {
            return Unknown($"endpoint: found '{endpoint}', which is not metered");
        }

        if (fileId is null)
        {
            return Unknown("input_file_id: found nothing, allowed: the id of an uploaded file");
        }

        var path = $"/files/{Uri.EscapeDataString(fileId)}/content";
        await using var file = await UpstreamCalls.Open(asked.Route[0], path, clock);
        if (file is null)
        {
            return Unknown($"input_file_id: the file '{fileId}' cannot be read");
        }

        var sum = new BatchInput(
            "",
            0,
            new CallBound
            {
                ListCost = 0,
                InputTokens = 0,
                OutputTokens = 0,
            }
        );
        await using var lines = new LineReader(file, MaxLineBytes);
        try
        {
            while (await lines.Next(clock.Token) is { } line)
            {
                clock.Touch();
                if (!IsBlank(line))
                {
                    sum = sum.With(line, endpoint, kind, key, bounds, usageEvent);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            return sum.Broken($"the batch's input cannot be read: {exception.Message}");
        }

        return sum;
    }

    private BatchInput With(
        ReadOnlySequence<byte> line,
        string endpoint,
        CallKind kind,
        ApiKey key,
        CallBounds bounds,
        UsageEvent usageEvent
    )
    {
        CallRequest request;
        try
        {
            using var document = JsonDocument.Parse(line, Json);
            var root = document.RootElement;
            if (root.TryGetProperty("url", out var url) && url.GetString() != endpoint)
            {
                return Broken($"the batch's input has a line with url '{url}', its endpoint is '{endpoint}'");
            }

            request = CallRequest.Read(kind, JsonMarshal.GetRawUtf8Value(root.GetProperty("body")).ToArray());
        }
        catch (Exception exception)
            when (exception
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or UsageFormatException
            )
        {
            return Broken($"the batch's input has a line that cannot be read: {exception.Message}");
        }

        var one = bounds.Of(request, usageEvent with { Mode = Mode.Batch, Model = request.Model });
        return new BatchInput(
            Model.Length > 0 ? Model : request.Model,
            Tokens + one.InputTokens + (one.OutputTokens ?? UnlimitedOutputTokens),
            Bound.ListCost is null ? Bound
                : one.ListCost is null ? one
                : Bound with
                {
                    ListCost = Bound.ListCost + one.ListCost,
                    InputTokens = Bound.InputTokens + one.InputTokens,
                    OutputTokens = Bound.OutputTokens + one.OutputTokens,
                    LikelyCost = (Bound.LikelyCost ?? 0) + (one.LikelyCost ?? one.ListCost),
                }
        )
        {
            IsWhole = IsWhole,
            RefusedModel =
                RefusedModel ?? (ModelPattern.Allows(key.AllowedModels, request.Model) ? null : request.Model),
        };
    }

    private static bool IsBlank(ReadOnlySequence<byte> line) =>
        line.Length <= 1 && (line.IsEmpty || line.FirstSpan[0] == (byte)'\r');

    private static (string? FileId, string Endpoint) JobOf(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Json);
        var root = document.RootElement;
        var fileId = root.TryGetProperty("input_file_id", out var id) ? id.ToString() : null;
        return (
            fileId,
            root.TryGetProperty("endpoint", out var endpoint) ? endpoint.ToString() : "/v1/chat/completions"
        );
    }

    private static BatchInput Unknown(string reason) => new BatchInput("", 0, UnknownBound(reason)).Broken(reason);

    private BatchInput Broken(string reason) => this with { Bound = UnknownBound(reason), IsWhole = false };

    private static CallBound UnknownBound(string reason) =>
        new()
        {
            ListCost = null,
            InputTokens = 0,
            OutputTokens = null,
            UnknownReason = reason,
        };
}
