using Permil.Access;
using Permil.Storage.Access;

namespace Permil.Server.Api;

/// <summary>The token that may do everything. Only its hash is kept, in the account book.</summary>
public static class AdminToken
{
    /// <summary>Makes the token where there is none.</summary>
    /// <returns>The new token, to be shown once; <see langword="null"/>: there is one already.</returns>
    public static string? EnsureFirst(AccountBookFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string? made = null;
        file.Change(book =>
        {
            if (book.AdminTokenHash is not null)
            {
                return book;
            }

            made = KeySecret.New(KeySecret.AdminPrefix);
            return book with { AdminTokenHash = KeySecret.HashOf(made) };
        });
        return made;
    }
}
