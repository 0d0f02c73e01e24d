namespace Permil.Server.Alerts;

/// <summary>An alert that was raised, and who has not got it yet.</summary>
internal sealed class RaisedAlert
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The end of its period; <see langword="null"/>: it has none.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What is sent; <see langword="null"/> once nobody waits for it.</summary>
    public string? Body { get; set; }

    /// <summary>Webhooks that have not taken it, by <see cref="Webhook.Name"/>.</summary>
    public List<string> Waiting { get; init; } = [];
}
