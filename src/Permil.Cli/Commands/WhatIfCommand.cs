using System.CommandLine;
using Permil.Allocation;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary><c>permil what-if</c>: stored usage under other prices, another model or another mode. Nothing is written.</summary>
internal static class WhatIfCommand
{
    private sealed record Question(IReadOnlyList<GroupKey> Keys, UsageSelection Selection, Rater Now, Rater Then);

    public static Command Create()
    {
        var model = new Option<string?>("--model")
        {
            Description = "The usage of model A as if it had gone to model B, of whatever provider has it",
            HelpName = "A=B",
        };
        var mode = new Option<string?>("--mode")
        {
            Description =
                "Usage as if it had gone another way: batch for all of it, tenant=acme=batch for that of a tenant (a filter as in --filter before the last =)",
            HelpName = "[FILTER=]MODE",
        };
        var thenBooks = new Option<string[]>("--price-book")
        {
            Description =
                "Other prices: a price book that takes the place of the shipped one for the same provider (repeatable)",
            HelpName = "FILE",
        };
        var nowBooks = new Option<string[]>("--now-price-book")
        {
            Description = "A price book that holds on both sides unless --price-book has another (repeatable)",
            HelpName = "FILE",
        };
        var asKnownAt = CommonOptions.AsKnownAt();
        asKnownAt.Description = "Only prices that were known at the end of this day";
        var data = CommonOptions.Data();
        var by = GroupingOption.Create("--by", "--group-by");
        var period = new PeriodOptions();
        var filter = CommonOptions.Filter();
        var allocation = CommonOptions.Allocation();
        var top = CommonOptions.Top();
        var format = CommonOptions.Format();
        var command = new Command("what-if", "Say what stored usage would have cost otherwise; nothing is written")
        {
            thenBooks,
            model,
            mode,
            asKnownAt,
            nowBooks,
            data,
            by,
            period.From,
            period.To,
            filter,
            allocation,
            top,
            format,
        };
        command.SetAction(result =>
        {
            var (from, to) = period.Of(result);
            var substitution = SubstitutionOf(result.GetValue(model), result.GetValue(mode));
            var books = result.GetValue(thenBooks) ?? [];
            if (substitution is null && books.Length == 0 && result.GetValue(asKnownAt) is null)
            {
                throw new UsageException(
                    "what if what? Say --price-book FILE, --model A=B, --mode batch or --as-known-at DAY"
                );
            }

            var known = result.GetValue(nowBooks) ?? [];
            var then = new Rater(PriceBookFiles.Load([.. known, .. books], result.GetValue(asKnownAt)), substitution);
            CheckModel(then);
            var question = new Question(
                GroupingOption.KeysOf(result, by),
                new UsageSelection
                {
                    From = from,
                    To = to,
                    Filters = FilterText.Parse(filter.Name, result.GetValue(filter)),
                },
                new Rater(PriceBookFiles.Load(known)),
                then
            );
            var folder = StoreFolder.Find(result.GetValue(data));
            var rules = StoreFolder.ReadRules(folder, result.GetValue(allocation));
            var comparison = StoreFolder.With(folder, StoreAccess.Read, store => Compare(store, rules, question));
            WhatIfOutput.Print(comparison, result.GetValue(format), result.GetValue(top));
            return CommandRun.Done;
        });
        return command;
    }

    private static RatingComparison Compare(UsageStore store, AllocationRules rules, Question question)
    {
        CheckUsage(store, rules, question);
        return RatingComparison.Of(
            StoredRating.Rate(store, question.Now, rules, question.Keys, question.Selection),
            StoredRating.Rate(store, question.Then, rules, question.Keys, question.Selection)
        );
    }

    /// <summary>A model without a price would look like one that costs nothing.</summary>
    private static void CheckModel(Rater then)
    {
        if (
            then.Substitution?.Model is { } model
            && then.Catalog.FindModel(provider: null, model, out var problem)?.Model is null
        )
        {
            throw new UsageException(
                $"--model: {problem ?? $"no price book has the model '{model}'"}; permil prices {model} searches them"
            );
        }
    }

    /// <summary>A filter that fits nothing is a slip of the pen.</summary>
    private static void CheckUsage(UsageStore store, AllocationRules rules, Question question)
    {
        if (question.Then.Substitution is not { Filters: { Count: > 0 } filters })
        {
            return;
        }

        var asked = question.Selection with { Filters = [.. question.Selection.Filters, .. filters] };
        if (StoredRating.Rate(store, question.Now, rules, [], asked).Events > 0)
        {
            return;
        }

        var keys = filters.Select(filter => filter.Key).ToList();
        var found = StoredRating.Rate(store, question.Now, rules, keys, question.Selection);
        var there = found
            .Groups.Take(5)
            .Select(group => string.Join(' ', keys.Select((key, i) => $"{key.Name}={group.Values[i]}")));
        throw new IOException(
            $"no usage is found with {FilterText.Of(filters)}; there is {string.Join(", ", there)}{(found.Groups.Count > 5 ? ", ..." : "")}"
        );
    }

    private static UsageSubstitution? SubstitutionOf(string? model, string? mode)
    {
        if (model is null && mode is null)
        {
            return null;
        }

        var filters = new List<string>();
        string? otherModel = null;
        if (model is not null)
        {
            var equals = model.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == model.Length - 1)
            {
                throw new UsageException($"--model: found '{model}', allowed: A=B, both models");
            }

            filters.Add($"model={model[..equals]}");
            otherModel = model[(equals + 1)..];
        }

        Mode? otherMode = null;
        if (mode is not null)
        {
            var equals = mode.LastIndexOf('=');
            otherMode = ModeName.TryParse(mode[(equals + 1)..], out var known)
                ? known
                : throw new UsageException(
                    $"--mode: found '{mode[(equals + 1)..]}', allowed: {string.Join(", ", Enum.GetValues<Mode>().Select(ModeName.Of))}"
                );
            if (equals > 0)
            {
                filters.Add(mode[..equals]);
            }
        }

        return new UsageSubstitution(FilterText.Parse("--mode", filters), otherModel, otherMode);
    }
}
