using System.Text;

namespace Permil.Budgets;

/// <summary>
/// A budget's scope as text: <c>tenant=acme,feature=chat,tag:team=x</c>. A comma, an equals sign in a tag's name and a
/// backslash are written with a backslash before them. No text: every call.
/// </summary>
public static class BudgetScopeText
{
    /// <summary>What <see cref="Parse"/> takes, for messages.</summary>
    public const string Allowed =
        "KEY=VALUE,... with keys account, subAccount (or tenant), feature, environment (or env), model, key, tag:NAME";

    private const string TagPrefix = "tag:";

    /// <exception cref="FormatException">It is no scope; the message says what was found.</exception>
    public static BudgetScope Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scope = new BudgetScope();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in text.Length == 0 ? [] : Pieces(text))
        {
            if (name.StartsWith(TagPrefix, StringComparison.Ordinal) && name.Length > TagPrefix.Length)
            {
                if (!tags.TryAdd(name[TagPrefix.Length..], value))
                {
                    throw Twice(name);
                }

                continue;
            }

            var (before, after) = name switch
            {
                "account" => (scope.Account, scope with { Account = value }),
                "subAccount" or "tenant" => (scope.SubAccount, scope with { SubAccount = value }),
                "feature" => (scope.Feature, scope with { Feature = value }),
                "environment" or "env" => (scope.Environment, scope with { Environment = value }),
                "model" => (scope.Model, scope with { Model = value }),
                "key" => (scope.Key, scope with { Key = value }),
                _ => throw new FormatException($"scope: found key '{name}', allowed: {Allowed}"),
            };
            scope = before is null ? after : throw Twice(name);
        }

        return scope with
        {
            Tags = tags,
        };
    }

    /// <summary>The text that <see cref="Parse"/> reads as the same scope. Scopes that are the same have the same text.</summary>
    public static string Of(BudgetScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var text = new StringBuilder();
        Add(text, "account", scope.Account);
        Add(text, "tenant", scope.SubAccount);
        Add(text, "feature", scope.Feature);
        Add(text, "environment", scope.Environment);
        Add(text, "model", scope.Model);
        Add(text, "key", scope.Key);
        foreach (var (name, value) in scope.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            Add(text, TagPrefix + Escaped(name).Replace("=", "\\=", StringComparison.Ordinal), value);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append('=').Append(Escaped(value));
        }
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    private static IEnumerable<(string Name, string Value)> Pieces(string text)
    {
        string? name = null;
        var piece = new StringBuilder();
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                if (string.IsNullOrEmpty(name) || piece.Length == 0)
                {
                    throw new FormatException($"scope: found '{text}', allowed: {Allowed}, none of them empty");
                }

                yield return (name, piece.ToString());
                name = null;
                piece.Clear();
            }
            else if (text[i] == '=' && name is null)
            {
                name = piece.ToString().Trim();
                piece.Clear();
            }
            else
            {
                // What follows a backslash stands for itself.
                i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
                piece.Append(text[i]);
            }
        }
    }

    private static FormatException Twice(string name) =>
        new($"scope: found '{name}' twice, allowed: one value a key, since all must hold");
}
