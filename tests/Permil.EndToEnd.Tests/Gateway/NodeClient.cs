using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Permil.Gateway;

/// <summary>Runs scenarios of a client library in Node.</summary>
internal static class NodeClient
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    /// <param name="script">The library's scenarios: <c>openai.mjs</c>.</param>
    /// <param name="site">Where the gateway is.</param>
    /// <param name="key">The key it calls with.</param>
    /// <param name="scenarios">Names; none: all.</param>
    public static async Task<JsonObject> RunAsync(
        string script,
        GatewaySite site,
        string key,
        params string[] scenarios
    )
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Repository.PathOf("artifacts", "clients"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(script);
        foreach (var scenario in scenarios)
        {
            start.ArgumentList.Add(scenario);
        }

        start.Environment["BASE_URL"] = $"{site.Url}/v1";
        start.Environment["API_KEY"] = key;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Timeout);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        process.ExitCode.ShouldBe(0, await error);
        return JsonNode.Parse(await output)!.AsObject();
    }
}
