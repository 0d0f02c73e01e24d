using System.Diagnostics;
using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Load;

/// <summary>Asks a store one question several times in one process.</summary>
internal static class StoreQuestions
{
    public static object Run(string folder, Question question, int repeats, string file)
    {
        var watch = Stopwatch.StartNew();
        using var store = UsageStore.Open(folder, StoreAccess.Read);
        var catalog = new PriceCatalog(ShippedPriceBooks.Read());
        var open = watch.Elapsed.TotalSeconds;

        var seconds = new List<double>(repeats + 1);
        Answer? answer = null;
        for (var i = 0; i <= repeats; i++)
        {
            watch.Restart();
            answer = Ask(store, catalog, question);
            if (question.IsText)
            {
                answer.Write(file);
            }

            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        answer!.Write(file);
        return new
        {
            open,
            first = seconds[0],
            warm = seconds[1..],
            rows = answer.AsIs.Groups.Count,
        };
    }

    private static Answer Ask(UsageStore store, PriceCatalog catalog, Question question)
    {
        var asIs = Rate(store, new Rater(catalog), question);
        if (!question.IsWhatIf)
        {
            return new Answer(asIs);
        }

        var batch = new UsageSubstitution([], Model: null, Mode.Batch);
        return Answer.Compare(asIs, Rate(store, new Rater(catalog, batch), question));
    }

    private static RatingSummary Rate(UsageStore store, Rater rater, Question question)
    {
        var summary = StoredRating.Rate(store, rater, AllocationRules.None, question.Keys, UsageSelection.All);
        return summary.Unpriced == 0
            ? summary
            : throw new InvalidDataException($"{summary.Unpriced} events of the log have no price");
    }
}
