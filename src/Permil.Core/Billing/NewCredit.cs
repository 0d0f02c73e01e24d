using Permil.Access;
using Permil.Billing.Contracts;
using Permil.Json;
using Permil.Usage;

namespace Permil.Billing;

/// <summary>A wish for a credit.</summary>
public sealed record NewCredit
{
    internal const string AllowedPriorities = "0 to 100";

    public required string Account { get; init; }

    public required decimal Amount { get; init; }

    /// <summary>The first instant it can be used; <see langword="null"/>: now.</summary>
    public DateTimeOffset? GrantedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public CreditKind Kind { get; init; }

    /// <summary>0 to 100; lower ones are used first.</summary>
    public int Priority { get; init; } = Credit.DefaultPriority;

    /// <summary>The usage it pays for; <see langword="null"/>: any.</summary>
    public ChargeMatch? Pays { get; init; }

    public string? Note { get; init; }

    internal static bool IsPriority(int priority) => priority is >= 0 and <= 100;

    /// <summary>Puts the credit into a book.</summary>
    /// <exception cref="ChangeRefusedException">It cannot be.</exception>
    public (AccountBook Book, Credit Credit) AddTo(AccountBook book, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        WishCheck.Amount("amount", Amount);
        WishCheck.End("expiresAt", ExpiresAt, now);
        CheckBeginning();
        CheckUse();
        WishCheck.Name("note", Note);
        WishCheck.Account("account", book, Account);
        var credit = new Credit
        {
            Id = NewId.Of("credit_", book.Credits.Select(known => known.Id)),
            Account = Account,
            Amount = Amount,
            GrantedAt = GrantedAt ?? now,
            ExpiresAt = ExpiresAt,
            Kind = Kind,
            Priority = Priority,
            Pays = Pays is { IsEverything: true } ? null : Pays,
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

    private void CheckBeginning()
    {
        if (GrantedAt < EventTime.Min || GrantedAt >= EventTime.Max)
        {
            throw WishCheck.Invalid(
                "grantedAt",
                $"found {UtcTimeConverter.TextOf(GrantedAt.Value)}, allowed: a time from 2000 until 2100, or none"
            );
        }

        if (GrantedAt >= ExpiresAt)
        {
            throw WishCheck.Invalid(
                "grantedAt",
                $"found {UtcTimeConverter.TextOf(GrantedAt.Value)}, allowed: a time before it expires"
            );
        }
    }

    private void CheckUse()
    {
        if (!IsPriority(Priority))
        {
            throw WishCheck.Invalid("priority", $"found {Priority}, allowed: {AllowedPriorities}");
        }

        foreach (var name in Pays?.AllNames ?? [])
        {
            WishCheck.Name("pays", name);
        }
    }
}
