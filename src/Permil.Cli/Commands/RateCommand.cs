using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Pricing;
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
        var files = new Argument<string[]>("FILES")
        {
            Description =
                "Usage logs: files, folders, patterns with * and **, or - for standard input; gzip is read as it is",
            Arity = ArgumentArity.OneOrMore,
        };
        var groupBy = new Option<string[]>("--group-by", "--by")
        {
            Description = $"What to group by, with commas: {GroupKey.Allowed}",
            HelpName = "KEYS",
            DefaultValueFactory = _ => ["model"],
            AllowMultipleArgumentsPerToken = true,
        };
        var from = new Option<DateTimeOffset?>("--from")
        {
            Description = "Leave out events before this day or instant (UTC)",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var to = new Option<DateTimeOffset?>("--to")
        {
            Description = "Leave out events at or after this day or instant (UTC)",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var inputFormat = new Option<string?>("--input-format")
        {
            Description = "Read only this format instead of detecting it; docs/usage-logs.md lists them",
            HelpName = "FORMAT",
        };
        var map = new Option<string[]>("--map")
        {
            Description = "Where a log of another shape has a field: field=path.to.it, or a CSV column (repeatable)",
            HelpName = "FIELD=PATH",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "A value for events that do not have the field themselves: provider=together (repeatable)",
            HelpName = "FIELD=VALUE",
        };
        var top = new Option<int>("--top")
        {
            Description = "How many groups a table shows",
            DefaultValueFactory = _ => 30,
            HelpName = "N",
        };
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--top: allowed: a number of 1 or more");
            }
        });
        var priceBooks = CommonOptions.PriceBooks();
        var asKnownAt = CommonOptions.AsKnownAt();
        var format = CommonOptions.Format();
        var command = new Command("rate", "Say what usage logs cost, exactly")
        {
            files,
            groupBy,
            from,
            to,
            asKnownAt,
            priceBooks,
            inputFormat,
            map,
            set,
            top,
            format,
        };
        command.SetAction(result =>
        {
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks), result.GetValue(asKnownAt));
            if (result.GetValue(from) is { } first && result.GetValue(to) is { } end && first >= end)
            {
                throw new UsageException("--from and --to: no time is at or after --from and before --to");
            }

            var options = new ReadOptions
            {
                DefaultTime = TimeProvider.System.GetUtcNow(),
                Format = FormatOf(result.GetValue(inputFormat)),
                Map = Pairs("--map", result.GetValue(map)),
                Defaults = Pairs("--set", result.GetValue(set)),
                CachedInsideInput = catalog.CachedInsideInput,
            };
            var rating = new UsageRating(
                new Rater(catalog),
                KeysOf(result.GetValue(groupBy)!),
                result.GetValue(from),
                result.GetValue(to)
            );
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
        var bulk = BulkRatingOf(rating, options);
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

    private static BulkRating BulkRatingOf(UsageRating rating, ReadOptions options)
    {
        try
        {
            return new BulkRating(rating, options);
        }
        catch (ArgumentException exception)
        {
            // A default or mapping that no record could have.
            var message = exception.Message.Split(" (Parameter ", 2)[0];
            throw new UsageException($"--set or --map: {message}", exception);
        }
    }

    private static List<GroupKey> KeysOf(string[] texts)
    {
        var keys = new List<GroupKey>();
        foreach (
            var text in texts.SelectMany(text =>
                text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
        )
        {
            var key =
                GroupKey.Parse(text)
                ?? throw new UsageException($"--group-by: found '{text}', allowed: {GroupKey.Allowed}");
            if (keys.Find(other => other.Dimension == key.Dimension && other.Tag == key.Tag) is { } same)
            {
                throw new UsageException($"--group-by: '{same.Name}' and '{key.Name}' are the same");
            }

            keys.Add(key);
        }

        return keys;
    }

    private static string? FormatOf(string? name)
    {
        if (name is null || UsageLog.Formats.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return name;
        }

        throw new UsageException($"--input-format: found '{name}', allowed: {string.Join(", ", UsageLog.Formats)}");
    }

    private static Dictionary<string, string> Pairs(string option, string[]? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? text[..equals] : "";
            if (!LogFieldName.TryParse(name, out _, out _))
            {
                throw new UsageException(
                    $"{option}: found '{text}', allowed: FIELD=VALUE with a field of {LogFieldName.Allowed}"
                );
            }

            pairs[name] = text[(equals + 1)..];
        }

        return pairs;
    }
}
