using Permil.Access;
using Permil.Cli.Commands;
using Permil.Storage.Access;

namespace Permil.Cli.Input;

/// <summary>Changes the account book of a data folder, also while a server uses it.</summary>
internal static class AccountBookEdit
{
    /// <param name="folder">The data folder.</param>
    /// <param name="change">Makes the new book of the present one at an instant, and says what came of it.</param>
    /// <exception cref="UsageException">What is wanted is never allowed.</exception>
    /// <exception cref="IOException">It does not go with the book as it stands, or the file cannot be written.</exception>
    public static T Run<T>(string folder, Func<AccountBook, DateTimeOffset, (AccountBook Book, T Answer)> change)
    {
        try
        {
            T answer = default!;
            new AccountBookFile(folder).Change(book =>
            {
                (var changed, answer) = change(book, TimeProvider.System.GetUtcNow());
                return changed;
            });
            return answer;
        }
        catch (ChangeRefusedException exception) when (exception.Kind == ChangeProblem.Invalid)
        {
            throw new UsageException($"{exception.Field}: {exception.Message}", exception);
        }
        catch (ChangeRefusedException exception)
        {
            throw new IOException($"{exception.Field}: {exception.Message}", exception);
        }
    }
}
