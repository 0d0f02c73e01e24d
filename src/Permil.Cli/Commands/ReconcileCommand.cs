using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Permil.Billing.Reconciliation;
using Permil.Billing.Reconciliation.Bills;
using Permil.Cli.Input;
using Permil.Cli.Output;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.Reports;

namespace Permil.Cli.Commands;

/// <summary><c>permil reconcile</c>: a provider's bill beside what is stored, and why they differ.</summary>
internal static class ReconcileCommand
{
    private sealed class Options
    {
        public Option<string[]> Bill { get; } =
            new("--bill")
            {
                Description =
                    "The provider's usage-and-billing export: pages of Together's billing usage or OpenAI's organization costs (JSON), or CSV with named columns (repeatable)",
                HelpName = "FILE",
                Required = true,
            };

        public Option<DateTimeOffset> Month { get; } =
            new("--month")
            {
                Description = "The month to compare (UTC)",
                HelpName = "YYYY-MM",
                Required = true,
                CustomParser = ParseMonth,
            };

        public Option<string?> Provider { get; } =
            new("--provider") { Description = "Whose bill it is, where the file does not say", HelpName = "NAME" };

        public Option<string?> KeyTag { get; } =
            new("--key-tag")
            {
                Description =
                    "The tag of stored usage that holds the provider's key id; without it api_key_id or key, if one of them has a key of the bill",
                HelpName = "NAME",
            };

        public Option<string?> Project { get; } =
            new("--project") { Description = "Only the bill's lines of this project", HelpName = "ID" };

        public Option<string[]> Columns { get; } =
            new("--columns")
            {
                Description =
                    $"How columns of a CSV bill are called: date=Day,cost=Total. Fields: {string.Join(", ", BillReader.CsvFields)}",
                HelpName = "FIELD=COLUMN",
            };

        public Option<string?> Products { get; } =
            new("--products")
            {
                Description = "A table that says what products of the bill are, before the shipped one",
                HelpName = "FILE",
            };

        public Option<decimal> Tolerance { get; } =
            Amount(
                "--tolerance",
                "A line's cost may differ by this amount; without it only by the bill's own rounding"
            );

        public Option<decimal> TolerancePercent { get; } =
            Amount("--tolerance-percent", "A line's cost may differ by this percentage of what the bill says");

        public Option<string[]> Filter { get; } = CommonOptions.Filter();

        public Option<string?> Data { get; } = CommonOptions.Data();

        public Option<string?> Allocation { get; } = CommonOptions.Allocation();

        public Option<string[]> PriceBooks { get; } = CommonOptions.PriceBooks();

        public Option<DateOnly?> AsKnownAt { get; } = CommonOptions.AsKnownAt();

        public Option<int> Top { get; } = CommonOptions.Top();

        public Option<OutputFormat> Format { get; } = CommonOptions.Format();
    }

    public static Command Create()
    {
        var options = new Options();
        options.PriceBooks.Aliases.Add("--prices");
        options.Top.Description = "How many findings a table shows";
        var command = new Command(
            "reconcile",
            "Compare a provider's bill with stored usage, by day, model, meter and key, and say why they differ"
        )
        {
            options.Bill,
            options.Month,
            options.Provider,
            options.KeyTag,
            options.Project,
            options.Columns,
            options.Products,
            options.Tolerance,
            options.TolerancePercent,
            options.Filter,
            options.Data,
            options.Allocation,
            options.PriceBooks,
            options.AsKnownAt,
            options.Top,
            options.Format,
        };
        command.SetAction(result => Run(options, result));
        return command;
    }

    private static int Run(Options options, ParseResult result)
    {
        var catalog = PriceBookFiles.Load(result.GetValue(options.PriceBooks), result.GetValue(options.AsKnownAt));
        var bill = ReadBill(options, result, catalog);
        if (bill.Currency is { } currency && currency != catalog.Currency)
        {
            throw new UsageException(
                $"--bill: found amounts in {currency}, allowed: {catalog.Currency} as in the price books"
            );
        }

        var provider =
            BillComparison.ProviderOf(bill, catalog)
            ?? throw new UsageException(
                $"--provider: the bill does not say whose it is, and its models do not tell; allowed: {string.Join(", ", catalog.Books.Select(book => book.Provider))}"
            );
        if (catalog.FindBook(provider) is null)
        {
            throw new UsageException(
                $"--provider: found '{provider}', allowed: {string.Join(", ", catalog.Books.Select(book => book.Provider))}"
            );
        }

        var question = new StoredMonthQuestion(
            result.GetValue(options.Month),
            provider,
            bill.Lines.Select(line => line.Model).ToHashSet(StringComparer.Ordinal),
            bill.Lines.Select(line => line.Key).OfType<string>().ToHashSet(StringComparer.Ordinal),
            result.GetValue(options.KeyTag),
            FilterText.Parse(options.Filter.Name, result.GetValue(options.Filter))
        );
        var folder = StoreFolder.Find(result.GetValue(options.Data));
        var rules = StoreFolder.ReadRules(folder, result.GetValue(options.Allocation));
        var (stored, hasBills) = StoreFolder.With(
            folder,
            StoreAccess.Read,
            store =>
                (
                    StoredMonthReader.Read(store, new Rater(catalog), rules, question),
                    StoredMonthReader.HasImportedBills(store)
                )
        );
        var compared = BillComparison.Of(
            hasBills
                ? bill with
                {
                    Notes =
                    [
                        .. bill.Notes,
                        $"Usage that was imported from bills ({string.Join(", ", ProviderBill.ImportedSources)}) is left out: a bill is not compared with itself",
                    ],
                }
                : bill,
            stored,
            catalog,
            provider,
            new ReconciliationOptions
            {
                Tolerance = result.GetValue(options.Tolerance),
                TolerancePercent = result.GetValue(options.TolerancePercent),
                Project = result.GetValue(options.Project),
            }
        );
        ReconciliationOutput.Print(compared, result.GetValue(options.Format), result.GetValue(options.Top));
        return compared.Findings.Count == 0 ? CommandRun.Done : CommandRun.Failed;
    }

    /// <exception cref="UsageException">A file is no bill: automation must not take that for a difference.</exception>
    private static ProviderBill ReadBill(Options options, ParseResult result, PriceCatalog catalog)
    {
        var products = BillProducts.Shipped();
        if (result.GetValue(options.Products) is { } table)
        {
            using var text = File.OpenText(table);
            products = products.With(text, table);
        }

        var named = result.GetValue(options.Provider);
        var reader = new BillReader(
            products,
            named is null ? null : catalog.FindBook(named)?.Provider ?? named,
            ColumnsOf(result.GetValue(options.Columns) ?? [])
        );
        try
        {
            foreach (var file in UsageFiles.Expand(result.GetValue(options.Bill) ?? []))
            {
                using var stream = UsageFiles.Open(file);
                using var content = new MemoryStream();
                stream.CopyTo(content);
                reader.Read(content.ToArray(), file == UsageFiles.StandardInput ? "standard input" : file);
            }
        }
        catch (BillFormatException exception)
        {
            throw new UsageException($"--bill: {exception.Message}", exception);
        }

        return reader.Finish();
    }

    private static Dictionary<string, string> ColumnsOf(string[] texts)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
            if (
                parts.Length < 2
                || parts[1].Length == 0
                || !BillReader.CsvFields.Contains(parts[0], StringComparer.Ordinal)
            )
            {
                throw new UsageException(
                    $"--columns: found '{text}', allowed: FIELD=COLUMN with one of {string.Join(", ", BillReader.CsvFields)}"
                );
            }

            columns[parts[0]] = parts[1];
        }

        return columns;
    }

    private static DateTimeOffset ParseMonth(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (
            DateTimeOffset.TryParseExact(
                text,
                "yyyy-MM",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var month
            )
        )
        {
            return month;
        }

        result.AddError($"--month: found '{text}', allowed: a month as in 2026-10");
        return default;
    }

    private static Option<decimal> Amount(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "NUMBER",
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (
                    decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                )
                {
                    return amount;
                }

                result.AddError($"{name}: found '{text}', allowed: a number of 0 or more, as in 0.01");
                return 0;
            },
        };
}
