using Microsoft.Extensions.Logging;
using Permil.Access;
using Permil.Budgets;
using Permil.Server.Gateway;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Server.Hosting;

/// <summary>The account book as it stands: a change holds for the next call.</summary>
internal sealed partial class LiveAccounts(Admission admission, SpendHistory history, SpendGate gate, ILogger logger)
{
    private readonly Lock _changing = new();
    private readonly Lock _recounting = new();
    private AccountBook _book = AccountBook.Empty;
    private KeyRing _keys = KeyRing.Empty;

    public AccountBook Book => Volatile.Read(ref _book);

    public KeyRing Keys => Volatile.Read(ref _keys);

    /// <summary>Takes a changed book.</summary>
    public void Take(AccountBook book)
    {
        lock (_changing)
        {
            // No call may end while budgets are filled from what is stored: it would count twice or not at all.
            gate.WhileClosed(() =>
            {
                history.CatchUp();
                admission.Replace(book, history);
            });
            Volatile.Write(ref _keys, KeyRing.Of(book));
            Volatile.Write(ref _book, book);
            Taken(logger, book.Accounts.Count, book.Keys.Count, book.Budgets.Count, book.Credits.Count);
        }
    }

    /// <summary>
    /// Counts anew what budgets and credits have spent: usage came in that did not pass the gateway. Calls and changes of
    /// the book go on meanwhile.
    /// </summary>
    public void Recount()
    {
        lock (_recounting)
        {
            if (Book is { Budgets.Count: 0, Credits.Count: 0 })
            {
                return;
            }

            // Most is stored before the gate closes, so that it is closed for what came in the last instant only.
            history.CatchUp();
            SpendSnapshot? snapshot = null;
            try
            {
                SpendRecount? recount = null;
                gate.WhileClosed(() =>
                {
                    history.CatchUp();
                    snapshot = history.Snapshot();
                    recount = admission.BeginRecount();
                });
                recount!.Ask(snapshot!);
                recount.Take();
            }
            finally
            {
                snapshot?.Dispose();
            }
        }
    }

    [LoggerMessage(
        20,
        LogLevel.Information,
        "account book: {Accounts} accounts, {Keys} keys, {Budgets} budgets, {Credits} credits"
    )]
    private static partial void Taken(ILogger logger, int accounts, int keys, int budgets, int credits);
}
