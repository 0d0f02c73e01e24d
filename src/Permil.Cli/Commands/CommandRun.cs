using System.CommandLine;
using Permil.Access;
using Permil.Billing;
using Permil.Pricing;
using Permil.Rating;
using Permil.Server.Alerts;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Cli.Commands;

/// <summary>Runs the program and turns what can go wrong into a line on standard error and an exit code.</summary>
internal static class CommandRun
{
    public const int Done = 0;

    /// <summary>It failed, or found faults in what it was given.</summary>
    public const int Failed = 1;

    /// <summary>It was called in a way that makes no sense.</summary>
    public const int WrongUsage = 2;

    public static int Invoke(RootCommand root, string[] args)
    {
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
            {
                Console.Error.WriteLine($"permil: {error.Message}");
            }

            Console.Error.WriteLine($"See: {CommandLine(result.CommandResult)} --help");
            return WrongUsage;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"permil: {exception.Message}");
            Console.Error.WriteLine($"See: {CommandLine(result.CommandResult)} --help");
            return WrongUsage;
        }
        catch (Exception exception)
            when (exception
                    is YamlFormatException
                        or UsageFormatException
                        or AccountBookFormatException
                        or AlertException
                        or BillingRefusedException
                        or InexactAmountException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            Console.Error.WriteLine($"permil: {exception.Message}");
            return Failed;
        }
    }

    private static string CommandLine(System.CommandLine.Parsing.CommandResult command)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = command; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: var named })
            {
                names.Insert(0, named is RootCommand ? "permil" : named.Name);
            }
        }

        return string.Join(' ', names);
    }
}
