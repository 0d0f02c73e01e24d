using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary><c>permil prices</c>: looks into the price books.</summary>
internal static class PricesCommand
{
    public static Command Create()
    {
        var search = new Argument<string?>("SEARCH")
        {
            Description = "Part of a model's id, name or alias; all models without it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var provider = new Option<string?>("--provider") { Description = "Only this provider" };
        var kind = new Option<string?>("--kind")
        {
            Description = "Only models of this kind: chat, embedding, image, ...",
        };
        var mode = new Option<string?>("--mode")
        {
            Description = $"Only prices of this mode: {string.Join(", ", ModeName.All)}",
        };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "The prices in force on this day (default: now)",
            HelpName = "DAY",
            CustomParser = DayText.ParseInstant,
        };
        var asKnownAt = CommonOptions.AsKnownAt();
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command("prices", "Search and explain the price books")
        {
            search,
            provider,
            kind,
            mode,
            at,
            asKnownAt,
            priceBooks,
            format,
            PricesShowCommand.Create(),
            PricesCheckCommand.Create(),
        };
        command.SetAction(result =>
        {
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks), result.GetValue(asKnownAt));
            var wantedMode = result.GetValue(mode);
            if (wantedMode is not null && !ModeName.TryParse(wantedMode, out _))
            {
                throw new UsageException($"--mode: found '{wantedMode}', allowed: {string.Join(", ", ModeName.All)}");
            }

            var instant = result.GetValue(at) ?? TimeProvider.System.GetUtcNow();
            var wantedProvider = result.GetValue(provider) is { } named
                ? catalog.FindBook(named)?.Provider
                    ?? throw new UsageException(
                        $"--provider: found '{named}', allowed: {string.Join(", ", catalog.Books.Select(book => book.Provider))}"
                    )
                : null;
            var prices = catalog
                .Prices.Where(price => price.Period.Contains(instant))
                .Where(price => wantedProvider is null || price.Book.Provider == wantedProvider)
                .Where(price => result.GetValue(kind) is not { } wanted || IsOfKind(price, wanted))
                .Where(price => wantedMode is null || ModeName.Of(price.Mode) == wantedMode)
                .Where(price => result.GetValue(search) is not { } text || Mentions(price, text))
                .ToList();
            PricesOutput.Print(prices, catalog.Currency, result.GetValue(format));
            return prices.Count > 0 ? CommandRun.Done : CommandRun.Failed;
        });
        return command;
    }

    private static bool IsOfKind(SkuPrice price, string kind) =>
        string.Equals(price.Model?.Kind, kind, StringComparison.OrdinalIgnoreCase)
        || price.SizeClass?.Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase) == true;

    private static bool Mentions(SkuPrice price, string text) =>
        price.Sku.Contains(text, StringComparison.OrdinalIgnoreCase)
        || price.Model?.Name?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        || price.Model?.Aliases.Any(alias => alias.Contains(text, StringComparison.OrdinalIgnoreCase)) == true;
}
