using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Jobs;

/// <summary>A provider with one batch that is done at once, over one input and one output file.</summary>
internal static class ScriptedBatch
{
    public const string Id = "batch-1";
    public const string Output = "/v1/files/out/content";

    public static Task<ScriptedProvider> Start(
        string input,
        string output,
        Func<HttpContext, string, Task>? writeOutput = null
    ) =>
        ScriptedProvider.Start(
            async (http, asked) =>
            {
                switch (asked.What)
                {
                    case "POST /v1/batches":
                        await Json(http, """{"id":"batch-1","object":"batch","status":"validating"}""");
                        break;
                    case "GET /v1/batches/batch-1":
                        await Json(
                            http,
                            """{"id":"batch-1","object":"batch","status":"completed","output_file_id":"out"}"""
                        );
                        break;
                    case "GET /v1/files/in/content":
                        await http.Response.WriteAsync(input);
                        break;
                    case $"GET {Output}":
                        await (writeOutput is null ? http.Response.WriteAsync(output) : writeOutput(http, output));
                        break;
                    default:
                        http.Response.StatusCode = 404;
                        break;
                }
            }
        );

    /// <summary>A gateway whose only provider it is.</summary>
    public static Task<GatewayHost> Before(ScriptedProvider provider) =>
        GatewayHost.Run(gateway => gateway with { Upstreams = [provider.As("openai")] });

    public static async Task<Seen> Begin(GatewayHost host, params (string Name, string Value)[] headers)
    {
        var seen = await host.Send(
            new Ask
            {
                Path = "/v1/batches",
                Body = """{"input_file_id":"in","endpoint":"/v1/chat/completions","completion_window":"24h"}""",
            }.With(headers)
        );
        seen.Status.ShouldBe(200, seen.Text);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(1);
        return seen;
    }

    private static async Task Json(HttpContext http, string body)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body);
    }
}
