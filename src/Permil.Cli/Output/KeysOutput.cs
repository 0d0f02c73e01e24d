using Permil.Server.Api.Resources;

namespace Permil.Cli.Output;

/// <summary>Prints keys.</summary>
internal static class KeysOutput
{
    public static void PrintList(IReadOnlyList<KeyResource> keys, OutputFormat format) =>
        ResourceOutput.Print(
            format,
            new KeyList(keys),
            RowsOf(keys),
            keys.Count == 0 ? "No keys: permil keys create makes one" : null
        );

    /// <summary>One key; a new secret is shown here and never again.</summary>
    public static void PrintOne(KeyResource key, OutputFormat format)
    {
        // For programs the secret is a field, and nothing that goes to a log beside it.
        var remark =
            format == OutputFormat.Table && key.Secret is { } secret
                ? $"{GatewayUse.Of(secret)}\nThe secret is shown this once: only a hash of it is kept."
                : null;
        ResourceOutput.Print(format, key, RowsOf([key], withSecret: format != OutputFormat.Table), remark);
    }

    private static Rows RowsOf(IReadOnlyList<KeyResource> keys, bool withSecret = false)
    {
        withSecret = withSecret && keys.Any(key => key.Secret is not null);
        var rows = new Rows([
            new("key", "key"),
            new("name", "name", CanDrop: true),
            new("ending", "ends in"),
            new("state", "state"),
            new("account", "account"),
            new("tenant", "tenant", CanDrop: true),
            new("feature", "feature", CanDrop: true),
            new("environment", "environment", CanDrop: true),
            new("tags", "tags", CanDrop: true),
            new("models", "models", CanDrop: true),
            .. LimitCells.Columns,
            new("expires_at", "expires", CanDrop: true),
            .. withSecret ? (Rows.Column[])[new("secret", "secret")] : [],
        ]);
        foreach (var key in keys)
        {
            rows.Add([
                key.Id,
                key.Name ?? "",
                key.Ending,
                key.State,
                key.Account,
                key.SubAccount ?? "",
                key.Feature ?? "",
                key.Environment ?? "",
                string.Join(
                    ' ',
                    key.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}")
                ),
                string.Join(' ', key.AllowedModels),
                .. LimitCells.Of(key.Limits),
                key.ExpiresAt is { } end ? PeriodText.Second(end) : "",
                .. withSecret ? (string?[])[key.Secret] : [],
            ]);
        }

        return rows;
    }
}
