using System.Text.Json;

namespace Permil.Server.Alerts;

/// <summary>A request that a webhook got.</summary>
internal sealed record Received(string Body, string Signature, string ContentType)
{
    public string Id => JsonDocument.Parse(Body).RootElement.GetProperty("id").GetString()!;
}
