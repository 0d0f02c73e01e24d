using Permil.Budgets;
using Permil.Json;
using Permil.Usage;

namespace Permil.Access;

/// <summary>Checks of what people ask for before it goes into the account book.</summary>
internal static class WishCheck
{
    private const int MaxNameLength = 256;

    /// <exception cref="ChangeRefusedException">The text is there and is no name.</exception>
    public static void Name(string field, string? text)
    {
        if (
            text is not null
            && (string.IsNullOrWhiteSpace(text) || text.Length > MaxNameLength || text.Any(char.IsControl))
        )
        {
            throw Invalid(
                field,
                $"found '{text}', allowed: 1 to {MaxNameLength} characters, none of them a control character"
            );
        }
    }

    public static void Tags(string field, IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (name, value) in tags)
        {
            Name(field, name);
            Name(field, value);
        }
    }

    public static void Limits(string field, Limits limits)
    {
        foreach (var (name, value) in LimitNames.Of(limits))
        {
            if (value < 0)
            {
                throw Invalid($"{field}.{name}", $"found {value}, allowed: 0 or more");
            }
        }
    }

    public static void Amount(string field, decimal amount)
    {
        if (amount <= 0)
        {
            throw Invalid(field, $"found {amount}, allowed: more than 0");
        }
    }

    /// <summary>A time until which something may be used.</summary>
    public static void End(string field, DateTimeOffset? end, DateTimeOffset now)
    {
        if (end >= EventTime.Max)
        {
            throw Invalid(field, $"found {UtcTimeConverter.TextOf(end.Value)}, allowed: a time before 2100, or none");
        }

        if (end <= now)
        {
            throw Invalid(field, $"found {UtcTimeConverter.TextOf(end.Value)}, allowed: a time to come");
        }
    }

    /// <exception cref="ChangeRefusedException">The book has no account of that id.</exception>
    public static void Account(string field, AccountBook book, string id)
    {
        if (!book.Accounts.Any(account => account.Id == id))
        {
            throw new ChangeRefusedException(
                ChangeProblem.NotFound,
                field,
                $"found '{id}', which is no account; 'permil accounts create {id}' makes it"
            );
        }
    }

    public static ChangeRefusedException Invalid(string field, string problem) =>
        new(ChangeProblem.Invalid, field, problem);
}
