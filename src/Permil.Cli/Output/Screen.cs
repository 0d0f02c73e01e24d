using Spectre.Console;

namespace Permil.Cli.Output;

/// <summary>Standard output for people. A terminal sets the width; a pipe or a file gets what the text needs.</summary>
internal static class Screen
{
    private const int WidthWithoutTerminal = 160;

    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Console.Out),
                Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            }
        );
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }
}
