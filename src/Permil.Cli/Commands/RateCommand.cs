using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Rating.Bulk;
using Permil.Usage.Readers;

namespace Permil.Cli.Commands;

/// <summary><c>permil rate</c>: usage logs in, exact cost out.</summary>
internal static class RateCommand
{
    /// <summary>Bytes of a usual log line: how many events to make room for.</summary>
    private const int UsualLineBytes = 280;

    public static Command Create()
    {
        var files = ReadingOptions.Files();
        var groupBy = GroupingOption.Create("--group-by", "--by");
        var period = new PeriodOptions();
        var reading = new ReadingOptions();
        var top = CommonOptions.Top();
        var priceBooks = CommonOptions.PriceBooks();
        var asKnownAt = CommonOptions.AsKnownAt();
        var format = CommonOptions.Format();
        var command = new Command("rate", "Say what usage logs cost, exactly")
        {
            files,
            groupBy,
            period.From,
            period.To,
            asKnownAt,
            priceBooks,
            reading.InputFormat,
            reading.Map,
            reading.Set,
            top,
            format,
        };
        command.SetAction(result =>
        {
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks), result.GetValue(asKnownAt));
            var (from, to) = period.Of(result);
            var options = reading.Of(result, catalog, defaultTime: TimeProvider.System.GetUtcNow());
            var rating = new UsageRating(new Rater(catalog), GroupingOption.KeysOf(result, groupBy), from, to);
            var summary = Rate(UsageFiles.Expand(result.GetValue(files)!), rating, options);
            RatingOutput.Print(summary, result.GetValue(format), result.GetValue(top));
            return summary.Rejected > 0 ? CommandRun.Failed : CommandRun.Done;
        });
        return command;
    }

    private static RatingSummary Rate(IReadOnlyList<string> files, UsageRating rating, ReadOptions options)
    {
        var totalBytes = UsageFiles.TotalBytes(files);
        rating.Expect(totalBytes / UsualLineBytes);
        var bulk = ReadingOptions.Check(() => new BulkRating(rating, options));
        using (var progress = new Progress(totalBytes))
        {
            foreach (var file in files)
            {
                using var stream = new CountingStream(UsageFiles.Open(file), progress.Add);
                UsageLog.Read(stream, file, options, bulk);
            }
        }

        bulk.Finish();
        return rating.Finish();
    }
}
