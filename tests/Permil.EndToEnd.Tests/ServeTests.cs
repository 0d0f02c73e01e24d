using System.Net;
using System.Net.Sockets;
using Permil.Gateway;

namespace Permil;

/// <summary>What <c>permil serve</c> says before it serves.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Help_ShowsDefaultsAsTheyAreWritten()
    {
        var help = PermilProcess.Run("serve", "--help").Output;

        help.ShouldContain("[default: group]");
        help.ShouldContain("[default: bound]");
        help.ShouldContain("[default: text]");
    }

    [Theory]
    [InlineData("--durability", "Group", "allowed: group, strict")]
    [InlineData("--unsettled", "never", "allowed: bound, estimate, release")]
    public void Word_ThatIsNotAllowed_IsRefused(string option, string word, string allowed)
    {
        var run = PermilProcess.Run("serve", option, word);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain($"{option}: found '{word}', {allowed}");
    }

    [Fact]
    public void Route_ToNoUpstream_IsRefusedByName()
    {
        var run = PermilProcess.Run("serve", "--upstream", "openai=http://127.0.0.1:9/v1", "--route", "gpt-=opnai");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--route: found 'opnai', allowed: openai");
    }

    [Fact]
    public async Task FirstStart_ThatCannotListen_MakesNoAdminTokenThatNobodySees()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string[] serve = ["--data", _store.Data, "--upstream", "openai=http://127.0.0.1:9/v1", "--listen"];

        var run = PermilProcess.Run(["serve", .. serve, $"{taken.LocalEndpoint}"]);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldContain("address already in use");
        await using var gateway = await GatewayProcess.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["OPENAI_API_KEY"] = null },
            [.. serve, "127.0.0.1:0"]
        );
        (await gateway.StopAsync()).ShouldBe(0);
        gateway.Output.ShouldContain("admin token, shown only now: ");
        gateway.Output.ShouldContain("upstream openai: http://127.0.0.1:9/v1, without a key: neither OPENAI_API_KEY");
        gateway.Output.ShouldContain("stopping: no more calls are taken, those under way have 30 s");
    }

    [Fact]
    public void AlertSecret_ThatIsTooShort_IsALineAndAnExitCode()
    {
        var secret = _store.Write("secret", "short");

        var run = _store.Run(
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--upstream",
            "openai=http://127.0.0.1:9/v1",
            "--alert-webhook",
            "https://alerts.invalid/x",
            "--alert-secret",
            $"file:{secret}"
        );

        run.ExitCode.ShouldBe(1, run.Error);
        run.Error.TrimEnd().Split('\n')[^1].ShouldStartWith("permil: webhook secret: found 5 characters");
        run.Error.ShouldNotContain("   at ");
    }
}
