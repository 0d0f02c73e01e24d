using System.Text.Json;
using Permil.Json;

namespace Permil.Cli.Output;

/// <summary>Prints things of the account book: as the API shows them in JSON, else as rows.</summary>
internal static class ResourceOutput
{
    private static readonly JsonSerializerOptions Json = Options();

    /// <param name="format">How.</param>
    /// <param name="resource">For programs.</param>
    /// <param name="rows">For everyone else.</param>
    /// <param name="remark">What a person should know beside; goes to standard error unless it is a table that is printed.</param>
    public static void Print<T>(OutputFormat format, T resource, Rows rows, string? remark = null)
    {
        switch (format)
        {
            case OutputFormat.Json:
                PrintJson(resource);
                break;
            case OutputFormat.Csv:
                rows.PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                rows.PrintMarkdown(Console.Out);
                break;
            default:
                if (rows.Count > 0)
                {
                    rows.WithoutEmptyColumns().PrintTable(Screen.Create());
                }

                break;
        }

        if (remark is not null)
        {
            (format == OutputFormat.Table ? Console.Out : Console.Error).WriteLine(remark);
        }
    }

    private static void PrintJson<T>(T resource) => Console.Out.WriteLine(JsonSerializer.Serialize(resource, Json));

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions { WriteIndented = true };
        ProductJson.Apply(options);
        return options;
    }
}
