namespace Permil.Server.Alerts;

/// <summary>What an operator can say about alerts. Addresses come from nobody else.</summary>
public sealed class AlertOptions
{
    /// <summary>Where alerts are sent; each gets every alert.</summary>
    public IReadOnlyList<Uri> Webhooks { get; init; } = [];

    /// <summary>With what alerts are signed; needed when there is a webhook, at least 16 characters.</summary>
    public string Secret { get; init; } = "";

    /// <summary>How long an alert is sent again while it is not taken, from when it was raised.</summary>
    /// <value>The default is a day.</value>
    public TimeSpan PatientFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The pause before the first repetition; later ones grow.</summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause, unless the receiver asks for a longer one.</summary>
    /// <value>The default is half an hour.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a receiver may take to answer.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many alerts may wait for webhooks; further ones are in the log only.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxWaiting { get; init; } = 1_000;

    /// <exception cref="AlertException">An option that cannot be.</exception>
    internal void Check()
    {
        for (var i = 0; i < Webhooks.Count; i++)
        {
            var url = Webhooks[i];
            if (
                !url.IsAbsoluteUri
                || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
                || url.UserInfo.Length > 0
            )
            {
                // Not shown: such addresses often hold a secret.
                throw new AlertException(
                    $"webhook {i + 1}: allowed: an address that begins with https:// or http://, without user name or password"
                );
            }
        }

        if (Webhooks.Count > 0 && Secret.Length < 16)
        {
            throw new AlertException(
                $"webhook secret: found {Secret.Length} characters, allowed: at least 16, for receivers to know who sends"
            );
        }
    }
}
