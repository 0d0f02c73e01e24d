using Permil.Storage;
using Permil.Usage;

namespace Permil.Server.Gateway;

public sealed class GatewayFailureTests
{
    [Theory]
    [InlineData(CallDurability.Group)]
    [InlineData(CallDurability.Strict)]
    public async Task Call_ThatCannotBeRecorded_IsAnErrorInTheCallersShape_AndHoldsNothing(CallDurability durability)
    {
        var clock = new FrozenClock(new DateTimeOffset(2026, 11, 5, 10, 0, 0, TimeSpan.Zero));
        await using var host = await GatewayHost.Prepare(clock);
        host.Block(1m);
        await host.Start(options => options with { Gateway = options.Gateway with { Durability = durability } });

        // No event can be of that time, so the journal refuses the call.
        clock.Now = EventTime.Min.AddYears(-1);
        var seen = await host.Send(Ask.Chat());

        seen.Status.ShouldBe(500);
        seen.Code.ShouldBe("gateway_failed");
        seen.Id.ShouldNotBeEmpty();
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
        host.Budgets.Single().Reserved.ShouldBe(0);
    }

    [Fact]
    public void Of_WhatCannotBeRecorded_IsNotTheCallersFaultAndIsTriedLater()
    {
        GatewayError.Of(new StoreFailedException(new IOException("full"))).Status.ShouldBe(503);
        GatewayError.Of(new JournalFailedException("full", null)).Code.ShouldBe("store_failed");
        GatewayError.Of(new InvalidOperationException()).Status.ShouldBe(500);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_OfMoreTokensThanAnEventMayClaim_IsUnsettledAtItsBound(bool isStream)
    {
        await using var host = await GatewayHost.Run();
        host.Block(1m);

        var seen = await host.Send(Ask.Chat("tokens=3000000000000000,7,0", isStream));

        seen.Status.ShouldBe(200, seen.Text);
        seen.Cost.ShouldBeNull();
        var recorded = await host.EventOf(seen);
        recorded.UnsettledReason.ShouldNotBeNull().ShouldContain("3000000000000000");
        recorded.ReportedCost.ShouldNotBeNull().ShouldBeGreaterThan(0);
        host.Budgets.Single().Spent.ShouldBe(recorded.ReportedCost!.Value);
        host.Budgets.Single().Reserved.ShouldBe(0);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Speech_ThatFailed_CostsNothing(int status)
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(
            new Ask
            {
                Path = "/v1/audio/speech",
                Body = """{"model":"tts-1","input":"Good morning","voice":"alloy"}""",
                Play = $"fault=status:{status}",
            }
        );

        seen.Status.ShouldBe(status);
        var recorded = await host.EventOf(seen);
        recorded.Usage.ShouldBeEmpty();
        recorded.UnsettledReason.ShouldBeNull();
        (await host.Reported()).ListCost.ShouldBe(0);
        seen.Cost.ShouldBe(0);
    }
}
