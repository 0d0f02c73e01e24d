using System.CommandLine;
using Permil.Allocation;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Cli.Commands;

/// <summary><c>permil explain</c>: why one stored event costs what it does.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("EVENT-ID") { Description = "The event's id" };
        var source = new Option<string?>("--source")
        {
            Description = "Who named it, where several sources have the id; without it all of them",
            HelpName = "SOURCE",
        };
        var data = CommonOptions.Data();
        var allocation = CommonOptions.Allocation();
        var priceBooks = CommonOptions.PriceBooks();
        var asKnownAt = CommonOptions.AsKnownAt();
        var format = CommonOptions.ExplanationFormat();
        var command = new Command("explain", "Say why a stored event costs what it does")
        {
            id,
            source,
            data,
            allocation,
            priceBooks,
            asKnownAt,
            format,
        };
        command.SetAction(result =>
        {
            var rater = new Rater(PriceBookFiles.Load(result.GetValue(priceBooks), result.GetValue(asKnownAt)));
            var folder = StoreFolder.Find(result.GetValue(data));
            var rules = StoreFolder.ReadRules(folder, result.GetValue(allocation));
            var explained = StoreFolder.With(
                folder,
                StoreAccess.Read,
                store =>
                    Find(store, result.GetValue(id)!, result.GetValue(source))
                        .Select(stored => StoredExplanation.Of(store, rater, rules, stored))
                        .ToList()
            );
            ExplainOutput.Print(explained, rater.Catalog.Currency, result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }

    /// <exception cref="IOException">There is no such event; the message says what is near.</exception>
    private static IReadOnlyList<StoredEvent> Find(UsageStore store, string id, string? source)
    {
        var all = StoredEvents.Find(store, id);
        IReadOnlyList<StoredEvent> found = source is null
            ? all
            : [.. all.Where(stored => string.Equals(stored.Event.Source, source, StringComparison.Ordinal))];
        if (found.Count > 0)
        {
            return found;
        }

        if (all.Count > 0)
        {
            throw new IOException(
                $"no event '{id}' of the source '{source}' is stored; the id is known from {string.Join(", ", all.Select(stored => stored.Event.Source))}"
            );
        }

        const int MostLike = 5;
        var like = StoredEvents.IdsLike(store, id, MostLike + 1);
        throw new IOException(
            like.Count == 0
                ? $"no event '{id}' is stored, nor one whose id contains it"
                : $"no event '{id}' is stored; ids that contain it: {string.Join(", ", like.Take(MostLike))}{(like.Count > MostLike ? ", ..." : "")}"
        );
    }
}
