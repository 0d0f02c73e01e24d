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

    /// <summary>Where the program looks for a store when it is told nothing: never the folder of whoever runs the tests.</summary>
    private static readonly string NoData = Path.Combine(Path.GetTempPath(), "permil-test-no-data");

    /// <summary>
    /// The program where it was built: beside the tests it would lack libraries that they take from ASP.NET's framework.
    /// </summary>
    private static readonly string Built = Path.Combine(
        AppContext.BaseDirectory,
        "..",
        "..",
        "Permil.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "permil.dll"
    );

    public static Result Run(params string[] arguments) => Run(_ => { }, arguments);

    /// <summary>Runs it with a folder for its store named by the environment.</summary>
    public static Result RunIn(string data, params string[] arguments) => Run(_ => { }, arguments, data);

    /// <summary>Starts it and leaves it running; its output goes nowhere.</summary>
    public static Process Start(params string[] arguments)
    {
        var process = Process.Start(StartInfo(arguments, NoData))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Starts it and leaves it running, its output for the caller to read.</summary>
    /// <param name="environment">Variables beside those of the tests; <see langword="null"/> takes one away.</param>
    /// <param name="arguments">The command line.</param>
    public static Process StartWith(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = StartInfo(arguments, NoData);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <param name="writeInput">Writes standard input.</param>
    /// <param name="arguments">The command line.</param>
    public static Result Run(Action<Stream> writeInput, params string[] arguments) =>
        Run(writeInput, arguments, NoData);

    private static ProcessStartInfo StartInfo(string[] arguments, string data)
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
        start.Environment["PERMIL_DATA"] = data;
        start.ArgumentList.Add(Path.GetFullPath(Built));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static Result Run(Action<Stream> writeInput, string[] arguments, string data)
    {
        using var process = Process.Start(StartInfo(arguments, data))!;
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
