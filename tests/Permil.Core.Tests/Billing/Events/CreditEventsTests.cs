using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Permil.Billing.Invoices;
using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Billing.Events;

public sealed class CreditEventsTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Credit Pilot = CreditOf("c-1", 100, CreditKind.Promotional, January);

    [Theory]
    [InlineData("79.99", "")]
    [InlineData("80", "credit.low")]
    [InlineData("99.99", "credit.low")]
    [InlineData("100", "credit.exhausted")]
    public void AfterInvoice_ByWhatIsLeft_SaysSo(string used, string kind) =>
        string.Join(
                ' ',
                After(
                        Draft(January, Paid(January, Pilot, decimal.Parse(used, CultureInfo.InvariantCulture)))
                            .Issued(1, Now)
                    )
                    .Select(told => told.Kind)
            )
            .ShouldBe(kind);

    [Fact]
    public void AfterInvoice_CountsWhatOthersUsed_AndNotCreditsItDoesNotUse()
    {
        var before = Draft(January, Paid(January, Pilot, 50)).Issued(1, Now);
        var invoice = Draft(February, Paid(February, Pilot, 35)).Issued(2, Now.AddDays(28));
        var full = CreditOf("c-2", 1, CreditKind.Free, January);

        var told = CreditEvents
            .AfterInvoice(invoice, [before], [full, Pilot], BillingEventSettings.Default)
            .ShouldHaveSingleItem();

        told.Id.ShouldBe("credit.low/acme/c-1");
        told.Time.ShouldBe(Now.AddDays(28));
        told.Account.ShouldBe("acme");
        told.Payload.ShouldBe(
            """{"credit":"c-1","kind":"promotional","currency":"USD","amount":"100","used":"85","left":"15","invoice":"PM-000002"}"""
        );
    }

    [Fact]
    public void AfterInvoice_ThatUsesSeveral_SaysThemInTheOrderOfTheirIds()
    {
        var other = CreditOf("c-0", 10, CreditKind.Free, January);

        CreditEvents
            .AfterInvoice(
                Draft(January, Paid(January, Pilot, 100), Paid(January, other, 10)).Issued(1, Now),
                [],
                [Pilot, other],
                BillingEventSettings.Default
            )
            .Select(told => told.Id)
            .ShouldBe(["credit.exhausted/acme/c-0", "credit.exhausted/acme/c-1"]);
    }

    [Fact]
    public void AfterInvoice_ThatGivesBack_SaysNothing() =>
        CreditEvents
            .AfterInvoice(
                Draft(February, Paid(January, Pilot, -1, isCorrection: true)).Issued(2, Now),
                [Draft(January, Paid(January, Pilot, 100)).Issued(1, Now)],
                [Pilot],
                BillingEventSettings.Default
            )
            .ShouldBeEmpty();

    [Fact]
    public void OfStandings_OnlyWhatCanBeUsedAndIsCounted_IsLookedAt()
    {
        CreditStanding[] standings =
        [
            new(Pilot, 100, IsLive: true),
            new(Pilot with { Id = "over" }, 100, IsLive: false),
            new(Pilot with { Id = "some" }, null, IsLive: true),
            new(Pilot with { Id = "half" }, 50, IsLive: true),
            new(Pilot with { Id = "low", ExpiresAt = Now.AddDays(1) }, 90.5m, IsLive: true),
        ];

        var told = CreditEvents.OfStandings(standings, "EUR", Now, BillingEventSettings.Default);

        told.Select(one => one.Id).ShouldBe(["credit.exhausted/acme/c-1", "credit.low/acme/low"]);
        told[1]
            .Payload.ShouldBe(
                """{"credit":"low","kind":"promotional","currency":"EUR","amount":"100","used":"90.5","left":"9.5","expiresAt":"2026-02-02T09:00:00Z"}"""
            );
        CreditEvents
            .OfStandings(standings, "EUR", Now, new BillingEventSettings { LowPercent = 50 })
            .Select(one => one.Id)
            .ShouldContain("credit.low/acme/half");
    }

    [Fact]
    public void Envelope_SaysWhoWhatAndWhen()
    {
        var told = new BillingEvent("k/1", "k", Now, "acmé", """{"total":"1.50"}""");

        Encoding
            .UTF8.GetString(EventPayload.Envelope(told))
            .ShouldBe(
                """{"type":"k","id":"k/1","at":"2026-02-01T09:00:00Z","account":"acmé","data":{"total":"1.50"}}"""
            );
        JsonNode.Parse(EventPayload.Envelope(told))!["data"]!["total"]!.GetValue<string>().ShouldBe("1.50");
    }

    private static IReadOnlyList<BillingEvent> After(Invoice invoice) =>
        CreditEvents.AfterInvoice(invoice, [], [Pilot], BillingEventSettings.Default);
}
