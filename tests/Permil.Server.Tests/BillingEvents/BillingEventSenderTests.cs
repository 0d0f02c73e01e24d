using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Permil.Billing;
using Permil.Server.Alerts;
using Permil.Server.Sync;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Server.BillingEvents;

/// <summary>Over a real store and to a real receiver on the loopback.</summary>
public sealed class BillingEventSenderTests : IDisposable
{
    private const string Secret = "shared-with-the-receiver";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedClock _clock = new(Now);
    private readonly UsageStore _store;
    private readonly BillingBook _book;
    private IReadOnlyList<BillingEvent> _found = [];

    public BillingEventSenderTests()
    {
        _store = UsageStore.Open(_folder.Path, StoreAccess.Write);
        _book = new BillingBook(_store, _clock);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Start_EventsThatWait_AreSentSignedInOrder_AndOnce()
    {
        _book.Tell([Event("a/1"), Event("a/2"), Event("a/3")]);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using (Start(receiver.Url))
        {
            var first = await receiver.NextAsync();
            first.ContentType.ShouldBe("application/json");
            first.Body.ShouldBe(
                """{"type":"invoice.issued","id":"a/1","at":"2026-11-21T10:00:00Z","account":"a","data":{"total":"1.50"}}"""
            );
            first.Signature.ShouldBe(Signed(first.Body));
            (await receiver.NextAsync()).Id.ShouldBe("a/2");
            (await receiver.NextAsync()).Id.ShouldBe("a/3");
        }

        _book.UndeliveredEvents().ShouldBeEmpty();
        _book.Tell([Event("a/1"), Event("a/4")]);
        await using (Start(receiver.Url))
        {
            (await receiver.NextAsync()).Id.ShouldBe("a/4");
        }

        receiver.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Start_ReceiverFails_ItsAccountWaits_OthersDoNot()
    {
        _book.Tell([Event("a/1"), Event("a/2"), Event("b/1")]);
        await using var receiver = await WebhookReceiver.StartAsync();
        var refused = 0;
        receiver.Answer = async (_, context) =>
        {
            var isFirst = IdOf(context) == "a/1";
            await WebhookReceiver.Status(context, isFirst && Interlocked.Increment(ref refused) == 1 ? 503 : 200);
        };
        await using var sender = Start(receiver.Url);
        var ids = new List<string> { (await receiver.NextAsync()).Id, (await receiver.NextAsync()).Id };

        ids.Order().ShouldBe(["a/1", "b/1"]);
        while (ids.Count < 4)
        {
            // The pause between two looks, or the one before the repetition.
            await _clock.PassAsync();
            while (receiver.Count > ids.Count)
            {
                ids.Add((await receiver.NextAsync()).Id);
            }
        }

        ids[2..].ShouldBe(["a/1", "a/2"]);
    }

    [Fact]
    public async Task Came_SomethingNew_IsSentAtOnce()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sender = Start(receiver.Url);
        await _clock.SomebodyWaitsAsync();

        _book.Tell([Event("a/1")]);
        sender.Came();

        (await receiver.NextAsync()).Id.ShouldBe("a/1");
    }

    [Fact]
    public async Task Start_WhatIsFoundOut_IsWrittenDown_AndSaidOnce()
    {
        _found = [Event("credit.low/a/c")];
        await using var receiver = await WebhookReceiver.StartAsync();
        await using (Start(receiver.Url))
        {
            (await receiver.NextAsync()).Id.ShouldBe("credit.low/a/c");
            await _clock.PassAsync();
            await _clock.SomebodyWaitsAsync();
        }

        await using (Start(receiver.Url))
        {
            await _clock.SomebodyWaitsAsync();
        }

        receiver.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_WithoutAReceiver_WritesDown_AndWaits()
    {
        _found = [Event("credit.low/a/c")];
        await using (Start(null))
        {
            await _clock.SomebodyWaitsAsync();
        }

        _book.UndeliveredEvents().ShouldHaveSingleItem().Id.ShouldBe("credit.low/a/c");
    }

    [Fact]
    public async Task Start_ReceiverWantsNoMore_KeepsWhatWaitsForTheNextStart()
    {
        _book.Tell([Event("a/1"), Event("a/2")]);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (number, context) => WebhookReceiver.Status(context, number == 0 ? 410 : 200);
        await using (Start(receiver.Url))
        {
            await receiver.NextAsync();
        }

        _book.UndeliveredEvents().Count.ShouldBe(2);
        await using (Start(receiver.Url))
        {
            (await receiver.NextAsync()).Id.ShouldBe("a/1");
            (await receiver.NextAsync()).Id.ShouldBe("a/2");
        }
    }

    [Fact]
    public void Start_ASecretTooShort_IsRefused() =>
        Should
            .Throw<AlertException>(() => Start(new Uri("https://pay.example/hook"), "short"))
            .Message.ShouldContain("at least 16");

    [Fact]
    public async Task Once_SendsEachOnce_AndKeepsTheRestOfAnAccountThatFailed()
    {
        _book.Tell([Event("a/1"), Event("a/2"), Event("b/1")]);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => WebhookReceiver.Status(context, IdOf(context) == "a/1" ? 500 : 200);

        (await OnceAsync(receiver.Url))
            .Select(outcome => (outcome.Event.Id, outcome.WasTaken))
            .ShouldBe([("a/1", false), ("a/2", false), ("b/1", true)]);
        receiver.Count.ShouldBe(2);

        receiver.Answer = (_, _) => Task.CompletedTask;
        (await OnceAsync(receiver.Url)).ShouldAllBe(outcome => outcome.WasTaken);
        _book.UndeliveredEvents().ShouldBeEmpty();
    }

    private Task<IReadOnlyList<(BillingEvent Event, bool WasTaken)>> OnceAsync(Uri url) =>
        BillingEventDelivery.OnceAsync(
            _book,
            new BillingEventOptions { Webhook = url, Secret = Secret },
            NullLogger.Instance,
            _clock,
            CancellationToken.None
        );

    private BillingEventSender Start(Uri? url, string secret = Secret) =>
        BillingEventSender.Start(
            _book,
            new BillingEventOptions { Webhook = url, Secret = secret },
            () => _found,
            NullLogger<BillingEventSender>.Instance,
            _clock
        );

    private static BillingEvent Event(string id) =>
        new(
            id,
            "invoice.issued",
            Now,
            id.StartsWith("b/", StringComparison.Ordinal) ? "b" : "a",
            """{"total":"1.50"}"""
        );

    /// <summary>The body was read already; the receiver keeps it for whoever answers.</summary>
    private static string IdOf(Microsoft.AspNetCore.Http.HttpContext context) =>
        ((Received)context.Items[WebhookReceiver.ReceivedItem]!).Id;

    private static string Signed(string body)
    {
        var time = Now.ToUnixTimeSeconds();
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(mac)}";
    }
}
