using Permil.Billing.Contracts;
using Permil.Billing.Events;
using Permil.Server.Alerts;

namespace Permil.Server.BillingEvents;

/// <summary>What an operator can say about billing events.</summary>
public sealed record BillingEventOptions
{
    /// <summary>Who is told; <see langword="null"/>: nobody yet, events wait.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>With what events are signed; needed when there is a webhook, at least 16 characters.</summary>
    public string Secret { get; init; } = "";

    /// <summary>When others are told ahead of something.</summary>
    public BillingEventSettings Settings { get; init; } = BillingEventSettings.Default;

    /// <summary>The contracts as they are when it is asked.</summary>
    public Func<IReadOnlyList<Contract>> Contracts { get; init; } = static () => [];

    /// <summary>How often it is looked for what has happened.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before the first repetition; later ones grow.</summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause, unless the receiver asks for a longer one, of a day at most.</summary>
    /// <value>The default is half an hour.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a receiver may take to answer.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How they are sent: as alerts are.</summary>
    internal AlertOptions Sending =>
        new()
        {
            Webhooks = Webhook is null ? [] : [Webhook],
            Secret = Secret,
            FirstPause = FirstPause,
            LongestPause = LongestPause,
            Timeout = Timeout,
        };
}
