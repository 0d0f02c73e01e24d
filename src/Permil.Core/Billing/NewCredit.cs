using Permil.Access;

namespace Permil.Billing;

/// <summary>A wish for a credit.</summary>
public sealed record NewCredit
{
    public required string Account { get; init; }

    public required decimal Amount { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Note { get; init; }

    /// <summary>Puts the credit into a book.</summary>
    /// <exception cref="ChangeRefusedException">It cannot be.</exception>
    public (AccountBook Book, Credit Credit) AddTo(AccountBook book, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        WishCheck.Amount("amount", Amount);
        WishCheck.End("expiresAt", ExpiresAt, now);
        WishCheck.Name("note", Note);
        WishCheck.Account("account", book, Account);
        var credit = new Credit
        {
            Id = NewId.Of("credit_", book.Credits.Select(known => known.Id)),
            Account = Account,
            Amount = Amount,
            GrantedAt = now,
            ExpiresAt = ExpiresAt,
            Note = Note,
        };
        return (book with { Credits = [.. book.Credits, credit] }, credit);
    }

    /// <summary>
    /// Ends a credit now: what was used of it stays used. One that has ended already stays as it is.
    /// </summary>
    /// <exception cref="ChangeRefusedException">The book has no such credit.</exception>
    public static (AccountBook Book, Credit Credit) Revoke(AccountBook book, string id, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        var old =
            book.Credits.FirstOrDefault(credit => credit.Id == id)
            ?? throw new ChangeRefusedException(
                ChangeProblem.NotFound,
                "id",
                $"found '{id}', which is no credit; 'permil credits list' shows them"
            );
        var credit = old.ExpiresAt <= now ? old : old with { ExpiresAt = now };
        return (book with { Credits = [.. book.Credits.Select(known => known.Id == id ? credit : known)] }, credit);
    }
}
