using System.Text.Json;
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

    /// <summary>Reads the input file, which the provider already has. What cannot be read cannot be bounded.</summary>
    public static async Task<BatchInput> Read(
        AskedCall asked,
        CallBounds bounds,
        UsageEvent usageEvent,
        CallClock clock
    )
    {
        var (fileId, kind) = JobOf(asked.Body);
        if (fileId is null)
        {
            return Unknown("input_file_id: found nothing, allowed: the id of an uploaded file");
        }

        var path = $"/files/{Uri.EscapeDataString(fileId)}/content";
        using var lines = await UpstreamCalls.Open(asked.Route[0], path, clock);
        if (lines is null)
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
        while (await lines.ReadLineAsync(clock.Token) is { } line)
        {
            clock.Touch();
            if (line.Length > 0)
            {
                sum = sum.With(line, kind, bounds, usageEvent);
            }
        }

        return sum;
    }

    private BatchInput With(string line, CallKind kind, CallBounds bounds, UsageEvent usageEvent)
    {
        CallRequest request;
        try
        {
            using var document = JsonDocument.Parse(line);
            request = CallRequest.Read(
                kind,
                System.Text.Encoding.UTF8.GetBytes(document.RootElement.GetProperty("body").GetRawText())
            );
        }
        catch (Exception exception)
            when (exception
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or UsageFormatException
            )
        {
            return this with
            {
                Bound = UnknownBound($"the batch's input has a line that cannot be read: {exception.Message}"),
            };
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
        );
    }

    private static (string? FileId, CallKind Kind) JobOf(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var fileId = root.TryGetProperty("input_file_id", out var id) ? id.ToString() : null;
        var path = root.TryGetProperty("endpoint", out var endpoint) ? endpoint.ToString() : "/v1/chat/completions";
        var kind = CallKindOf.Request("POST", path);
        return (fileId, kind == CallKind.Other ? CallKind.ChatCompletion : kind);
    }

    private static BatchInput Unknown(string reason) => new("", 0, UnknownBound(reason));

    private static CallBound UnknownBound(string reason) =>
        new()
        {
            ListCost = null,
            InputTokens = 0,
            OutputTokens = null,
            UnknownReason = reason,
        };
}
