using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Permil.Storage;

namespace Permil.Server.Api;

/// <summary>One request with events: they are checked as they come and durable in groups; then it is said what became of them.</summary>
internal sealed class UsageRequest(HttpRequest request, UsageIntake intake, UsageApiOptions options) : IDisposable
{
    /// <summary>Faults beyond these are counted only.</summary>
    private const int MostFaults = 100;

    private readonly UsageBatch _batch = new(options.OwnerOf(request.HttpContext));
    private readonly List<UsageFault> _faults = [];
    private long _items;
    private long _accepted;

    public long Rejected => _items - _accepted - _batch.Count;

    /// <exception cref="BodyException">The body cannot be read any further; what came before it is taken.</exception>
    public async Task Read(CancellationToken cancellationToken)
    {
        var splitter = SplitterOf(request);
        await using var body = RequestBody.Open(request, options.MaxBodyBytes);
        try
        {
            if (CloudEventHeaders.Has(request))
            {
                TakeBinary(await body.ReadAll(cancellationToken));
                return;
            }

            using var items = new BodyItems(body, splitter, options.MaxEventBytes);
            while (await items.Fill(cancellationToken))
            {
                while (items.TryNext(out var item))
                {
                    Take(item);
                    if (_batch.IsFull)
                    {
                        await Append(cancellationToken);
                    }
                }
            }
        }
        finally
        {
            // What was good before the fault is taken, as the answer says.
            await Append(cancellationToken);
        }
    }

    public UsageAnswer Answer(string? error) => new(_accepted, Rejected, _faults, error);

    public void Dispose() => _batch.Dispose();

    private void TakeBinary(ReadOnlyMemory<byte> data)
    {
        try
        {
            Take(CloudEventHeaders.WithEnvelope(request, data));
        }
        catch (JsonException exception)
        {
            throw new BodyException(
                StatusCodes.Status400BadRequest,
                $"the data of the CloudEvent is no JSON: {exception.Message}",
                exception
            );
        }
    }

    private void Take(ReadOnlyMemory<byte> item)
    {
        if (!_batch.TryAdd(item, out var id, out var reason) && _faults.Count < MostFaults)
        {
            _faults.Add(new UsageFault(_items, id, reason));
        }

        _items++;
    }

    private async Task Append(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        await intake.AppendAsync(_batch, cancellationToken);
        _accepted += _batch.Count;
        options.OnAccepted(_batch);
        _batch.Clear();
    }

    private static IBodySplitter SplitterOf(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type switch
        {
            null or "" or "application/json" => new JsonSplitter(),
            "application/cloudevents+json" or "application/cloudevents-batch+json" => new JsonSplitter(),
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" =>
                new LineSplitter(),
            _ => throw new BodyException(
                StatusCodes.Status415UnsupportedMediaType,
                $"content-type: found '{type}', allowed: application/json, application/x-ndjson, "
                    + "application/cloudevents+json, application/cloudevents-batch+json"
            ),
        };
    }
}
