using Microsoft.AspNetCore.Http;
using Permil.Access;
using Permil.Pricing;
using Permil.Rating;
using Permil.Server.Gateway.Answers;
using Permil.Server.Gateway.Upstreams;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>Second stage: what a call asks for, and whether its key may ask for it.</summary>
internal sealed class CallIntake(GatewayOptions options, UpstreamSet upstreams, Rater rater, TimeProvider clock)
{
    private static readonly Dictionary<string, string> NoAttributes = new(StringComparer.Ordinal);

    private readonly HeldBytes _held = new(options.MaxHeldBytes);

    /// <summary>Reads the request of a metered call.</summary>
    /// <param name="http">The call.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="kind">What it asks for.</param>
    /// <param name="chosen">Where it goes if it names no model.</param>
    public async Task<(AskedCall? Call, GatewayError? Error)> Read(
        HttpContext http,
        Caller caller,
        CallKind kind,
        Upstream chosen
    )
    {
        var request = http.Request;
        if (request.ContentLength > options.MaxBodyBytes)
        {
            return (null, GatewayError.TooLarge(options.MaxBodyBytes));
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return (
                null,
                new GatewayError(
                    415,
                    "invalid_request_error",
                    "unsupported_encoding",
                    $"Content-Encoding: found '{request.Headers.ContentEncoding}', allowed: none"
                )
            );
        }

        var (body, error) = await RequestBody.Read(
            request.BodyReader,
            options.MaxBodyBytes,
            _held,
            http.RequestAborted
        );
        if (body is null)
        {
            return (null, error);
        }

        try
        {
            (var call, error) = kind switch
            {
                CallKind.Transcription => await ReadUpload(request, body),
                CallKind.Video when UploadForm.Is(request.ContentType) => await ReadVideo(request, body),
                _ => ReadJson(kind, body, chosen),
            };
            error ??= NotAllowed(caller.Key, call!.Request);
            if (error is null)
            {
                return (call, null);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return (null, error);
    }

    private (AskedCall?, GatewayError?) ReadJson(CallKind kind, RequestBody body, Upstream chosen)
    {
        CallRequest read;
        try
        {
            read = CallRequest.Read(kind, body.Bytes);
        }
        catch (UsageFormatException exception)
        {
            return (null, GatewayError.Invalid(exception.Message));
        }

        var asks = read.IsStream && !read.AsksForUsage && kind is CallKind.ChatCompletion or CallKind.Completion;
        return (
            new AskedCall(body)
            {
                Request = read,
                Body = asks ? CallRequest.AskForUsage(body.Bytes) : body.Bytes,
                HidesUsage = asks,
                // A batch's input is a file of one provider.
                Route = kind == CallKind.Batch ? [chosen] : upstreams.Of(read.Model),
            },
            null
        );
    }

    private async Task<(AskedCall?, GatewayError?)> ReadVideo(HttpRequest request, RequestBody body)
    {
        var (read, error) = await VideoUpload.Read(request.ContentType, body.Bytes);
        return read is null
            ? (null, error)
            : (
                new AskedCall(body)
                {
                    Request = read,
                    Body = body.Bytes,
                    Route = upstreams.Of(read.Model),
                },
                null
            );
    }

    private async Task<(AskedCall?, GatewayError?)> ReadUpload(HttpRequest request, RequestBody body)
    {
        var (read, bytes, form, error) = await TranscriptionUpload.Read(
            request.ContentType,
            body.Bytes,
            model => IsBilledBySecond(upstreams.Of(model)[0].Provider, model)
        );
        return read is null
            ? (null, error)
            : (
                new AskedCall(body)
                {
                    Request = read,
                    Body = bytes,
                    Transcription = form,
                    Route = upstreams.Of(read.Model),
                },
                null
            );
    }

    private bool IsBilledBySecond(string provider, string model) =>
        rater
            .Catalog.Find(
                new PriceQuery(provider, model, Mode.Serverless, Meters.AudioSeconds, NoAttributes, clock.GetUtcNow())
            )
            .HasPrice;

    private static GatewayError? NotAllowed(ApiKey key, CallRequest request)
    {
        if (request.Model.Length == 0 && request.Kind is not (CallKind.Batch or CallKind.FineTune))
        {
            return GatewayError.Invalid("model: found nothing, allowed: the name of a model", "model");
        }

        // The models of a batch stand in its input, which is read when it is admitted.
        return request.Kind == CallKind.Batch || ModelPattern.Allows(key.AllowedModels, request.Model)
            ? null
            : GatewayError.ModelNotAllowed(request.Model, key);
    }
}
