using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Permil.Budgets;
using Permil.Server.Sync;

namespace Permil.Server.Alerts;

public sealed class BudgetAlertsTests : IDisposable
{
    private const string Secret = "shared-with-the-receiver";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedClock _clock = new(Now);
    private readonly KeptLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Raise_ReceiverTakesIt_GotASignedAlertWithAllFields()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var alerts = Open(receiver.Url);

        alerts.Raise(Alert(80));
        var received = await receiver.NextAsync();

        using var json = JsonDocument.Parse(received.Body);
        var root = json.RootElement;
        received.ContentType.ShouldBe("application/json");
        root.GetProperty("type").GetString().ShouldBe("budget.threshold");
        root.GetProperty("id").GetString().ShouldBe("search-month/month/2026-11-01/80");
        root.GetProperty("budget").GetProperty("id").GetString().ShouldBe("search-month");
        root.GetProperty("budget").GetProperty("scope").GetRawText().ShouldBe("""{"subAccount":"search"}""");
        root.GetProperty("budget").GetProperty("action").GetString().ShouldBe("block");
        root.GetProperty("period")
            .GetRawText()
            .ShouldBe("""{"from":"2026-11-01T00:00:00Z","until":"2026-12-01T00:00:00Z"}""");
        root.GetProperty("percent").GetString().ShouldBe("80");
        root.GetProperty("spent").GetString().ShouldBe("80.25");
        root.GetProperty("amount").GetString().ShouldBe("100");
        root.GetProperty("at").GetString().ShouldBe("2026-11-21T10:00:00Z");
        received.Signature.ShouldBe(Signed(received.Body, Now));
    }

    [Fact]
    public async Task Raise_SameThresholdAndPeriod_GoesOutOnceEvenAfterARestart()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using (var alerts = Open(receiver.Url))
        {
            alerts.Raise(Alert(80));
            await receiver.NextAsync();
            alerts.Raise(Alert(80) with { Spent = 81 });
        }

        await using (var alerts = Open(receiver.Url))
        {
            alerts.Raise(Alert(80) with { Spent = 82 });
            alerts.Raise(Alert(100));
            (await receiver.NextAsync()).Id.ShouldEndWith("/100");
        }

        receiver.Count.ShouldBe(2);
        _log.Lines.Count(line => line.Contains("has reached 80 %", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Raise_NextPeriodOrOtherBudget_GoesOutAgain()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var alerts = Open(receiver.Url);
        var first = Alert(80);

        alerts.Raise(first);
        alerts.Raise(first with { Window = BudgetWindow.Of(BudgetPeriod.Month, Now.AddMonths(1)) });
        alerts.Raise(first with { Budget = first.Budget with { Id = "other" } });
        alerts.Raise(
            first with
            {
                Budget = first.Budget with { Id = "all", Period = BudgetPeriod.Total },
                Window = default,
            }
        );

        string[] ids =
        [
            (await receiver.NextAsync()).Id,
            (await receiver.NextAsync()).Id,
            (await receiver.NextAsync()).Id,
            (await receiver.NextAsync()).Id,
        ];
        ids.ShouldBe(
            [
                "search-month/month/2026-11-01/80",
                "search-month/month/2026-12-01/80",
                "other/month/2026-11-01/80",
                "all/total/ever/80",
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Raise_ReceiverFails_IsSentAgainWithTheSameBodyAndANewTime()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (number, context) => WebhookReceiver.Status(context, number < 2 ? 500 : 204);
        await using var alerts = Open(receiver.Url);

        alerts.Raise(Alert(80));
        var first = await receiver.NextAsync();
        await _clock.PassAsync();
        await receiver.NextAsync();
        await _clock.PassAsync();
        var third = await receiver.NextAsync();

        third.Body.ShouldBe(first.Body);
        third.Signature.ShouldBe(Signed(first.Body, _clock.GetUtcNow()));
        third.Signature.ShouldNotBe(first.Signature);
        await alerts.DisposeAsync();
        _log.Lines.ShouldContain(line => line.Contains("attempt 2: HTTP 500", StringComparison.Ordinal));
        _log.Lines.ShouldContain(line => line.Contains("was taken by 127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Raise_ReceiverSaysWhenToComeBack_IsSentThen()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (number, context) =>
        {
            context.Response.Headers.RetryAfter = "7200";
            return WebhookReceiver.Status(context, number == 0 ? 429 : 200);
        };
        await using var alerts = Open(receiver.Url);

        alerts.Raise(Alert(80));

        (await _clock.PassAsync()).ShouldBe(TimeSpan.FromHours(2));
        await receiver.NextAsync();
        (await receiver.NextAsync()).Signature.ShouldStartWith($"t={Now.AddHours(2).ToUnixTimeSeconds()},");
    }

    [Fact]
    public async Task Raise_NobodyListensYet_IsSentWhenSomebodyDoes()
    {
        Uri url;
        int port;
        await using (var before = await WebhookReceiver.StartAsync())
        {
            (url, port) = (before.Url, before.Port);
        }

        await using var alerts = Open(url);
        alerts.Raise(Alert(80));
        await _clock.PassAsync();
        await _clock.PassAsync();
        _ = await _clock.SomebodyWaitsAsync();
        await alerts.DisposeAsync();
        _log.Lines.ShouldContain(line => line.Contains("attempt 3: ConnectionError", StringComparison.Ordinal));

        await using var receiver = await WebhookReceiver.StartAsync(port);
        await using var again = Open(url);
        (await receiver.NextAsync()).Id.ShouldBe("search-month/month/2026-11-01/80");
    }

    [Fact]
    public async Task Raise_NeverTaken_IsGivenUpAfterADayAndNotTriedAtTheNextStart()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => WebhookReceiver.Status(context, 503);
        await using (var alerts = Open(receiver.Url))
        {
            alerts.Raise(Alert(80));
            while (_clock.GetUtcNow() < Now.AddDays(1))
            {
                (await _clock.PassAsync()).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(30));
                await receiver.NextAsync();
            }

            // The attempt at the end of the day.
            await receiver.NextAsync();
        }

        _log.Lines[^1].ShouldContain("is no longer sent to 127.0.0.1: HTTP 503");
        var tried = receiver.Count;
        await using (var alerts = Open(receiver.Url))
        {
            alerts.Raise(Alert(80));
            alerts.Raise(Alert(100));
            (await receiver.NextAsync()).Id.ShouldEndWith("/100");
        }

        receiver.Count.ShouldBe(tried + 1);
    }

    [Fact]
    public async Task Raise_ReceiverIsGoneForGood_IsSentOnce()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => WebhookReceiver.Status(context, 410);
        await using var alerts = Open(receiver.Url);

        alerts.Raise(Alert(80));
        await receiver.NextAsync();
        await alerts.DisposeAsync();

        _log.Lines[^1].ShouldContain("HTTP 410");
        receiver.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Raise_ReceiverRedirects_IsNotFollowed()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            context.Response.Headers.Location = elsewhere.Url.AbsoluteUri;
            return WebhookReceiver.Status(context, 307);
        };
        await using var alerts = Open(receiver.Url);

        alerts.Raise(Alert(80));
        await _clock.SomebodyWaitsAsync();

        elsewhere.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Dispose_AlertsWait_NextStartSendsThem()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var other = await WebhookReceiver.StartAsync();
        receiver.Answer = (number, context) => WebhookReceiver.Status(context, number == 0 ? 500 : 200);
        await using (var alerts = Open(receiver.Url, other.Url))
        {
            alerts.Raise(Alert(80));
            await receiver.NextAsync();
            await other.NextAsync();
            await _clock.SomebodyWaitsAsync();
        }

        await using (var alerts = Open(receiver.Url, other.Url))
        {
            (await receiver.NextAsync()).Id.ShouldEndWith("/80");
        }

        await using (var alerts = Open(receiver.Url, other.Url))
        {
            alerts.Raise(Alert(100));
            await receiver.NextAsync();
            await other.NextAsync();
        }

        (receiver.Count, other.Count).ShouldBe((3, 2));
    }

    [Fact]
    public async Task Open_LastRunNeverStopped_SendsWhatItHadKept()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (number, context) => WebhookReceiver.Status(context, number == 0 ? 500 : 200);
        await using var died = Open(receiver.Url);
        died.Raise(Alert(80));
        await _clock.SomebodyWaitsAsync();
        await receiver.NextAsync();

        await using var next = Open(receiver.Url);

        (await receiver.NextAsync()).Id.ShouldEndWith("/80");
    }

    [Fact]
    public async Task Raise_ReceiverHangs_ReturnsAtOnceAndGoesOnWithOthers()
    {
        var hanging = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var quick = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, _) => hanging.Task;
        await using var alerts = Open(receiver.Url, quick.Url);

        for (var i = 1; i <= 50; i++)
        {
            alerts.Raise(Alert(i));
        }

        for (var i = 1; i <= 50; i++)
        {
            await quick.NextAsync();
        }

        alerts.Waiting.ShouldBeGreaterThanOrEqualTo(50);
        hanging.SetResult();
    }

    [Fact]
    public async Task Open_WebhookNoLongerSetUp_ForgetsWhatWaitedForIt()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => WebhookReceiver.Status(context, 500);
        await using (var alerts = Open(receiver.Url))
        {
            alerts.Raise(Alert(80));
            await _clock.SomebodyWaitsAsync();
        }

        await using (Open()) { }

        _log.Lines[^1].ShouldContain("a webhook that is no longer set up");
        await using var again = Open(receiver.Url);
        again.Raise(Alert(100));
        await receiver.NextAsync();
        (await receiver.NextAsync()).Id.ShouldEndWith("/100");
    }

    [Fact]
    public async Task Raise_TooManyWait_SaysSoAndStillLogsTheAlert()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => WebhookReceiver.Status(context, 500);
        await using (
            var alerts = Open(
                new AlertOptions
                {
                    Webhooks = [receiver.Url],
                    Secret = Secret,
                    MaxWaiting = 1,
                }
            )
        )
        {
            alerts.Raise(Alert(50));
            await _clock.SomebodyWaitsAsync();
            alerts.Raise(Alert(80));
        }

        _log.Lines.ShouldContain(line => line.Contains("has reached 80 %", StringComparison.Ordinal));
        _log.Lines.ShouldContain(line => line.Contains("1 alerts wait already", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Raise_FolderCannotBeWritten_SendsAndSaysSo()
    {
        // A folder in the place of the file that is written first.
        Directory.CreateDirectory(_folder.File("alerts.json.new"));
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var alerts = Open(receiver.Url);

        alerts.Raise(Alert(80));
        await receiver.NextAsync();

        _log.Lines.ShouldContain(line => line.Contains("could not be kept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Raise_AddressAndSecret_AreInNoFileAndNoLog()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => WebhookReceiver.Status(context, 500);
        await using (var alerts = Open(receiver.Url))
        {
            alerts.Raise(Alert(80));
            await _clock.SomebodyWaitsAsync();
        }

        var written = await File.ReadAllTextAsync(_folder.File("alerts.json")) + string.Join('\n', _log.Lines);
        written.ShouldContain("search-month/month/2026-11-01/80");
        written.ShouldNotContain("s3cr3t-path");
        written.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("{", "no state of alerts")]
    [InlineData("null", "found nothing")]
    [InlineData("""{"version":2}""", "version 2 is newer than 1")]
    public void Open_FileIsNotOurs_SaysWhichAndWhy(string content, string complaint)
    {
        File.WriteAllText(_folder.File("alerts.json"), content);

        var exception = Should.Throw<AlertException>(() => Open());
        exception.Message.ShouldContain("alerts.json");
        exception.Message.ShouldContain(complaint);
    }

    [Theory]
    [InlineData("ftp://host/hook", Secret, "webhook 1")]
    [InlineData("https://user:pass@host/hook", Secret, "webhook 1")]
    [InlineData("https://host/hook", "short", "found 5 characters")]
    public void Open_OptionsThatCannotBe_SaysWhichWithoutTheAddress(string url, string secret, string complaint)
    {
        var exception = Should.Throw<AlertException>(() =>
            Open(new AlertOptions { Webhooks = [new Uri(url)], Secret = secret })
        );
        exception.Message.ShouldContain(complaint);
        exception.Message.ShouldNotContain("hook/");
        exception.Message.ShouldNotContain("pass@");
    }

    private static string Signed(string body, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(hash)}";
    }

    private static BudgetAlert Alert(decimal percent) =>
        new(
            new Budget
            {
                Id = "search-month",
                Scope = new BudgetScope { SubAccount = "search" },
                Amount = 100,
                Period = BudgetPeriod.Month,
                Action = BudgetAction.Block,
                CreatedAt = Now,
            },
            BudgetWindow.Of(BudgetPeriod.Month, Now),
            percent,
            percent + 0.25m,
            Now
        );

    private BudgetAlerts Open(params Uri[] webhooks) => Open(new AlertOptions { Webhooks = webhooks, Secret = Secret });

    private BudgetAlerts Open(AlertOptions options) => BudgetAlerts.Open(_folder.Path, options, _log, _clock);
}
