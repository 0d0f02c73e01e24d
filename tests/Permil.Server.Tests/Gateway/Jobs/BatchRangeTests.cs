using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Jobs;

public sealed class BatchRangeTests
{
    private static readonly string Lines = $"{ScriptedProvider.OutputLine(1)}\n{ScriptedProvider.OutputLine(2)}\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Output_AskedForInPart_ComesWholeAndIsMetered(bool isKnown)
    {
        await using var provider = await ScriptedBatch.Start(ScriptedProvider.InputLine(1), Lines, Heeding);
        await using var host = await ScriptedBatch.Before(provider);
        await ScriptedBatch.Begin(host);
        if (isKnown)
        {
            await host.Send(Ask.Get($"/v1/batches/{ScriptedBatch.Id}"));
        }

        var seen = await host.Send(Ask.Get(ScriptedBatch.Output).With(("Range", "bytes=0-9"), ("If-Range", "\"x\"")));

        seen.Status.ShouldBe(200);
        seen.Text.ShouldBe(Lines);
        provider.Calls[^1].Headers.Keys.ShouldNotContain("if-range");
        await host.Settled(0);
        var (events, cost, _) = await host.Reported();
        events.ShouldBe(2);
        cost.ShouldBe(0.15m);
    }

    [Fact]
    public async Task Output_AnsweredInPartAllTheSame_LeavesTheBatchOpen()
    {
        await using var provider = await ScriptedBatch.Start(
            ScriptedProvider.InputLine(1),
            Lines,
            (http, lines) =>
            {
                http.Response.StatusCode = StatusCodes.Status206PartialContent;
                return http.Response.WriteAsync(lines[..10]);
            }
        );
        await using var host = await ScriptedBatch.Before(provider);
        await ScriptedBatch.Begin(host);

        (await host.Send(Ask.Get(ScriptedBatch.Output))).Status.ShouldBe(206);

        (await host.Reported()).Events.ShouldBe(0);
        host.Server.Parts.Admission.OpenReservations.ShouldBe(1);
    }

    [Fact]
    public async Task File_ThatIsNoOutput_ComesInPart()
    {
        await using var provider = await ScriptedProvider.Start(
            (http, _) =>
            {
                http.Response.StatusCode = StatusCodes.Status206PartialContent;
                return http.Response.WriteAsync("0123456789");
            }
        );
        await using var host = await ScriptedBatch.Before(provider);

        (await host.Send(Ask.Get("/v1/files/other/content").With(("Range", "bytes=0-9")))).Status.ShouldBe(206);

        provider.Calls.Single().Headers["range"].ShouldBe("bytes=0-9");
    }

    private static Task Heeding(HttpContext http, string lines)
    {
        var isPart = http.Request.Headers.Range.Count > 0;
        http.Response.StatusCode = isPart ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        return http.Response.WriteAsync(isPart ? lines[..10] : lines);
    }
}
