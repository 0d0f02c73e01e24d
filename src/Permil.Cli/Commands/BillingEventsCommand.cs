using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Permil.Billing;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Rating;
using Permil.Server.BillingEvents;
using Permil.Storage.Access;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Cli.Commands;

/// <summary><c>permil billing-events</c>: what a payment system was not told yet, for those who run no server.</summary>
internal static class BillingEventsCommand
{
    public static Command Create()
    {
        var arguments = new BillingEventArguments("--deliver", "--secret");
        var data = CommonOptions.Data();
        var allocation = CommonOptions.Allocation();
        var priceBooks = CommonOptions.PriceBooks();
        var format = CommonOptions.Format();
        var command = new Command(
            "billing-events",
            "Find out what has happened to invoices, credits and commitments, show what waits to be told, or tell it"
        )
        {
            arguments.Webhook,
            arguments.SecretPlace,
            arguments.Low,
            arguments.Ending,
            data,
            allocation,
            priceBooks,
            format,
        };
        command.SetAction(result =>
        {
            var folder = StoreFolder.Find(result.GetValue(data));
            var options = arguments.Of(result, folder);
            var rater = new Rater(PriceBookFiles.Load(result.GetValue(priceBooks)));
            var rules = StoreFolder.ReadRules(folder, result.GetValue(allocation));
            using var interruption = new Interruption();
            var outcomes = StoreFolder.With(
                folder,
                StoreAccess.Write,
                store =>
                {
                    var clock = TimeProvider.System;
                    var book = new BillingBook(store, clock) { EventSettings = options.Settings };
                    var history = new StoredSpending(store, rater, rules);
                    var now = clock.GetUtcNow();
                    book.Tell(
                        FoundEvents.Of(
                            StoredSpending.CreditsOf(AccountBookFile.Read(folder), history, now),
                            options.Contracts(),
                            rater.Catalog.Currency,
                            now,
                            options.Settings
                        )
                    );
                    return options.Webhook is null
                        ? [.. book.UndeliveredEvents().Select(waiting => (waiting, false))]
                        : BillingEventDelivery
                            .OnceAsync(book, options, NullLogger.Instance, clock, interruption.Token)
                            .GetAwaiter()
                            .GetResult();
                }
            );
            BillingEventsOutput.Print(outcomes, isDelivery: options.Webhook is not null, result.GetValue(format));
            return options.Webhook is null || outcomes.All(outcome => outcome.WasTaken)
                ? CommandRun.Done
                : CommandRun.Failed;
        });
        return command;
    }
}
