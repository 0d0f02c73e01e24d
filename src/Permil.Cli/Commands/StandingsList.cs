using System.CommandLine;
using Permil.Access;
using Permil.Budgets;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Storage.Access;

namespace Permil.Cli.Commands;

/// <summary>What commands do that list things of the account book: with where they stand where no server has the store.</summary>
internal static class StandingsList
{
    /// <param name="description">What the command says it does.</param>
    /// <param name="knownOf">The things as the book has them, to be shown.</param>
    /// <param name="standingOf">The things with where they stand, to be shown.</param>
    /// <param name="print">Shows them: things, currency, format, and what is to be said beside.</param>
    public static Command Create<T>(
        string description,
        Func<AccountBook, IReadOnlyList<T>> knownOf,
        Func<AccountBook, ISpendHistory, DateTimeOffset, IReadOnlyList<T>> standingOf,
        Action<IReadOnlyList<T>, string, OutputFormat, string?> print
    )
    {
        var data = CommonOptions.Data();
        var allocation = CommonOptions.Allocation();
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command("list", description) { data, allocation, priceBooks, format };
        command.SetAction(result =>
        {
            var folder = StoreFolder.Find(result.GetValue(data));
            var book = AccountBookFile.Read(folder);
            var rater = new Rater(PriceBookFiles.Load(result.GetValue(priceBooks)));
            var rules = StoreFolder.ReadRules(folder, result.GetValue(allocation));
            var now = TimeProvider.System.GetUtcNow();
            var standings = StoredSpending.Try(
                folder,
                rater,
                rules,
                history => standingOf(book, history, now),
                out var remark
            );
            print(standings ?? knownOf(book), rater.Catalog.Currency, result.GetValue(format), remark);
            return CommandRun.Done;
        });
        return command;
    }
}
