using Permil.Billing.Contracts;
using Permil.Pricing;

namespace Permil.Billing.Events;

public sealed class CommitmentEventsTests
{
    private static readonly DateTimeOffset End = new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private static readonly SpendCommitment Spend = new()
    {
        Head = new RuleHead(
            "prepaid-2026",
            "Prepaid 2026",
            ChargeMatch.Everything,
            new PricePeriod(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), End),
            Agreed: new DateOnly(2025, 12, 1),
            Withdrawn: null,
            Line: 1
        ),
        Payment = CommitmentPayment.Upfront,
        Amount = 12_000,
    };

    [Theory]
    [InlineData(-15, 14, false)]
    [InlineData(-14, 14, true)]
    [InlineData(-1, 14, true)]
    [InlineData(0, 14, false)]
    [InlineData(-15, 30, true)]
    public void Of_BeforeTheEnd_IsSaidInTime(int daysFromEnd, int endingDays, bool isSaid) =>
        CommitmentEvents
            .Of(ContractOf(Spend), End.AddDays(daysFromEnd), new BillingEventSettings { EndingDays = endingDays })
            .Count.ShouldBe(isSaid ? 1 : 0);

    [Fact]
    public void Of_TheSameEnd_HasTheSameId_WheneverItIsFound()
    {
        var first = Of(Spend, End.AddDays(-14)).ShouldHaveSingleItem();
        var second = Of(Spend, End.AddDays(-2)).ShouldHaveSingleItem();

        first.Id.ShouldBe("commitment.ending/acme/prepaid-2026/2026-12-31T00:00:00Z");
        second.Id.ShouldBe(first.Id);
        second.Payload.ShouldBe(first.Payload);
        first.Payload.ShouldBe(
            """{"contract":"acme-1","commitment":"prepaid-2026","name":"Prepaid 2026","from":"2026-01-01T00:00:00Z","until":"2026-12-31T00:00:00Z","payment":"upfront","currency":"USD","amount":"12000"}"""
        );
    }

    [Fact]
    public void Of_AQuantity_SaysHowMuch()
    {
        var reserved = new QuantityCommitment
        {
            Head = Spend.Head with { Id = "h100", Name = "8 H100", Line = 1 },
            Payment = CommitmentPayment.Monthly,
            Quantity = 8,
            Pool = CommitmentPool.Hour,
            PoolCost = 16,
            Unit = "GPU-hour",
        };

        Of(reserved, End.AddDays(-1))
            .ShouldHaveSingleItem()
            .Payload.ShouldEndWith(
                """
                "payment":"monthly","quantity":"8","unit":"GPU-hour","pool":"hour"}
                """.Trim()
            );
    }

    [Fact]
    public void Of_SeveralThatEnd_AreInTheOrderOfTheirEnds()
    {
        var sooner = Spend with
        {
            Head = Spend.Head with { Id = "sooner", Period = Spend.Period with { Until = End.AddDays(-1) } },
        };
        var contract = ContractOf(Spend) with { Rules = [Spend, sooner] };

        CommitmentEvents
            .Of(contract, End.AddDays(-5), BillingEventSettings.Default)
            .Select(told => told.Id)
            .ShouldBe([
                "commitment.ending/acme/sooner/2026-12-30T00:00:00Z",
                "commitment.ending/acme/prepaid-2026/2026-12-31T00:00:00Z",
            ]);
    }

    [Fact]
    public void Of_WhatWasTakenBack_IsLeftAlone() =>
        Of(Spend with { Head = Spend.Head with { Withdrawn = new DateOnly(2026, 3, 1) } }, End.AddDays(-1))
            .ShouldBeEmpty();

    private static IReadOnlyList<BillingEvent> Of(Commitment commitment, DateTimeOffset now) =>
        CommitmentEvents.Of(ContractOf(commitment), now, BillingEventSettings.Default);

    private static Contract ContractOf(Commitment commitment) =>
        Contract.None("acme", "USD") with
        {
            Id = "acme-1",
            Rules = [commitment],
        };
}
