using System.CommandLine;
using Permil.Cli.Input;
using Permil.Cli.Output;

namespace Permil.Cli.Commands;

/// <summary><c>permil prices show MODEL</c>: everything the books know of a model, with periods and sources.</summary>
internal static class PricesShowCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "The model's id or an alias" };
        var provider = new Option<string?>("--provider") { Description = "Whose, when several sell the model" };
        var asKnownAt = CommonOptions.AsKnownAt();
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command("show", "Show every price of a model, with its period and source")
        {
            model,
            provider,
            asKnownAt,
            priceBooks,
            format,
        };
        command.SetAction(result =>
        {
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks), result.GetValue(asKnownAt));
            var asked = result.GetValue(model)!;
            var match = catalog.FindModel(result.GetValue(provider), asked, out var problem);
            if (match?.Model is not { } found)
            {
                Console.Error.WriteLine($"permil: {problem ?? $"no price book has model '{asked}'"}");
                var near = catalog
                    .Books.SelectMany(book => book.Models)
                    .Where(other => other.Id.Contains(asked, StringComparison.OrdinalIgnoreCase))
                    .Select(other => other.Id)
                    .Take(10)
                    .ToList();
                if (near.Count > 0)
                {
                    Console.Error.WriteLine($"There are {string.Join(", ", near)}");
                }

                return CommandRun.Failed;
            }

            var prices = catalog.Prices.Where(price => ReferenceEquals(price.Model, found)).ToList();
            ModelOutput.Print(match.Book, found, prices, TimeProvider.System.GetUtcNow(), result.GetValue(format));
            return CommandRun.Done;
        });
        return command;
    }
}
