using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Permil.Gateway;

/// <summary>A running <c>permil serve</c>.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private GatewayProcess(Process process) => _process = process;

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => TextOf(_output);

    /// <summary>Its log.</summary>
    public string Error => TextOf(_error);

    /// <summary>Starts it; it takes calls when this completes.</summary>
    public static async Task<GatewayProcess> StartAsync(
        IReadOnlyDictionary<string, string?> environment,
        params string[] arguments
    )
    {
        var process = PermilProcess.StartWith(environment, ["serve", .. arguments]);
        var gateway = new GatewayProcess(process);
        var listens = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            Add(gateway._output, line.Data);
            if (Address().Match(line.Data ?? "") is { Success: true } match)
            {
                listens.TrySetResult(match.Value);
            }
            else if (line.Data is null)
            {
                listens.TrySetResult("");
            }
        };
        process.ErrorDataReceived += (_, line) => Add(gateway._error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        gateway.Url = await listens.Task.WaitAsync(StartTimeout);
        gateway.Url.ShouldNotBeEmpty($"it ended without listening: {gateway.Output}{gateway.Error}");
        return gateway;
    }

    /// <summary>Ends it as nobody can expect: no signal reaches the program.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to end and waits until it has.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            Signal(_process.Id, Terminate).ShouldBe(0);
            await _process.WaitForExitAsync().WaitAsync(StopTimeout);
        }

        return _process.ExitCode;
    }

    /// <summary>The memory it holds, by the system's account.</summary>
    public long ResidentBytes()
    {
        const long Kibi = 1024;
        var line = File.ReadLines($"/proc/{_process.Id}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmRSS:".Length).Trim(" \tkB"), NumberStyles.None, CultureInfo.InvariantCulture)
            * Kibi;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
