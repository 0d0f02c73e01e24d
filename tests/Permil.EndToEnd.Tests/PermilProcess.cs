using System.Diagnostics;
using System.Text;

namespace Permil;

/// <summary>Runs the built program as a process of its own, in the repository's folder.</summary>
internal static class PermilProcess
{
    /// <summary>What a run left behind.</summary>
    /// <param name="ExitCode">The exit code.</param>
    /// <param name="Output">Standard output.</param>
    /// <param name="Error">Standard error.</param>
    /// <param name="PeakBytes">The most memory it held, as far as it was seen.</param>
    internal sealed record Result(int ExitCode, string Output, string Error, long PeakBytes);

    public static Result Run(params string[] arguments) => Run(_ => { }, arguments);

    /// <param name="writeInput">Writes standard input.</param>
    /// <param name="arguments">The command line.</param>
    public static Result Run(Action<Stream> writeInput, params string[] arguments)
    {
        using var process = Start(new Dictionary<string, string?>(StringComparer.Ordinal), arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        using var watch = new Timer(_ => peak = Math.Max(peak, PeakOf(process)), null, 0, 20);
        try
        {
            writeInput(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program may end before it has read everything.
        }

        process.WaitForExit(120_000).ShouldBeTrue("the program did not end");
        return new Result(process.ExitCode, output.Result, error.Result, peak);
    }

    /// <summary>Starts the program and leaves it running.</summary>
    /// <param name="environment">Variables beside those of the tests; <see langword="null"/> takes one away.</param>
    /// <param name="arguments">The command line.</param>
    public static Process Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "permil.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static long PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.HasExited ? 0 : process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
            return 0;
        }
    }
}
