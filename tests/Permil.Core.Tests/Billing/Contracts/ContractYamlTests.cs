using Permil.Pricing;
using Permil.Usage;
using Permil.Yaml;
using static Permil.Billing.Contracts.TestContracts;

namespace Permil.Billing.Contracts;

public sealed class ContractYamlTests
{
    private static Contract Sample =>
        ReadText(File.ReadAllText(Repository.PathOf("samples", "contracts", "acme.yaml")));

    [Fact]
    public void Read_Sample_HasTheHead()
    {
        var contract = Sample;

        (contract.Id, contract.Account, contract.Currency, contract.PaymentDays, contract.File).ShouldBe(
            ("acme-2026", "acme", "USD", 30, "c1.yaml")
        );
        contract.Issuer.Id.ShouldBe("PERMIL");
        contract.Issuer.Party.Name.ShouldBe("Permil Inference Ltd");
        contract.Issuer.Party.Address.ShouldBe(["1 Token Street", "10115 Berlin", "Germany"]);
        contract.Issuer.Party.TaxId.ShouldBe("DE123456789");
        contract.Issuer.Party.Email.ShouldBe("billing@example.com");
        contract.Customer.ShouldNotBeNull().Name.ShouldBe("Acme Corp");
        contract.Customer.Address[2].ShouldBe("Springfield, OR 97477");
    }

    [Fact]
    public void Read_Sample_HasTheRulesInTheOrderOfTheFile()
    {
        var rules = Sample.Rules;

        rules
            .Select(rule => rule.Id)
            .ShouldBe([
                "v3-input",
                "batch-10",
                "batch-10-until-2027",
                "volume",
                "minimum",
                "h100-cluster",
                "dedicated",
                "annual",
                "vat",
            ]);
        rules.Select(rule => rule.Line).ShouldBeInOrder();
        rules[3].Name.ShouldBe("volume");
        rules[0].Name.ShouldBe("DeepSeek input");
        rules[0].Period.ShouldBe(new PricePeriod(TestBooks.At("2026-10-01"), null));
        rules[0].Agreed.ShouldBe(new DateOnly(2026, 9, 15));
        rules[1].Withdrawn.ShouldBe(new DateOnly(2026, 11, 2));
    }

    [Fact]
    public void Read_Sample_HasRatesAndDiscounts()
    {
        var rate = Sample.Of<RateOverride>().ShouldHaveSingleItem();

        rate.Rate.ShouldBe(new UnitRate(0.80m, 1_000_000, 1, "1M tokens"));
        rate.Unit.ShouldBe("token");
        rate.For.Models.ShouldBe(["deepseek-ai/DeepSeek-V3", "deepseek-ai/DeepSeek-V4-Pro*"]);
        rate.For.Modes.ShouldBe([Mode.Serverless]);
        rate.For.Meters.ShouldBe(["input_tokens"]);
        Sample.Of<PercentOff>().Select(rule => rule.Percent).ShouldBe([10, 10]);
        var volume = Sample.Of<VolumeDiscount>().ShouldHaveSingleItem();
        volume.Basis.ShouldBe(VolumeBasis.Spend);
        volume.Unit.ShouldBeNull();
        volume.Tiers.ShouldBe([new VolumeTier(1000, 0), new VolumeTier(5000, 5), new VolumeTier(null, 10)]);
        Sample.Of<MonthlyMinimum>().ShouldHaveSingleItem().Amount.ShouldBe(500);
        Sample.Of<TaxRule>().ShouldHaveSingleItem().Percent.ShouldBe(19);
    }

    [Fact]
    public void Read_Sample_HasCommitments()
    {
        var quantities = Sample.Of<QuantityCommitment>().ToList();

        quantities.Count.ShouldBe(2);
        var (cluster, dedicated) = (quantities[0], quantities[1]);
        (cluster.Quantity, cluster.Pool, cluster.PoolCost, cluster.Unit, cluster.Payment).ShouldBe(
            (8, CommitmentPool.Hour, 27.92m, "GPU-hour", CommitmentPayment.Upfront)
        );
        cluster.Overage.ShouldBeNull();
        cluster.For.Where.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["gpu"] = "h100" });
        (cluster.From, cluster.Until).ShouldBe((TestBooks.At("2026-10-10"), TestBooks.At("2026-11-19")));
        (dedicated.Quantity, dedicated.Pool, dedicated.PoolCost, dedicated.Payment).ShouldBe(
            (400, CommitmentPool.Month, 2000, CommitmentPayment.Monthly)
        );
        dedicated.Overage.ShouldBe(new UnitRate(5.60m, 1, 1, "GPU-hour"));
        var annual = Sample.Of<SpendCommitment>().ShouldHaveSingleItem();
        (annual.Amount, annual.Payment).ShouldBe((10_000, CommitmentPayment.Arrears));
    }

    [Fact]
    public void Read_Sample_HasCredits()
    {
        var credit = Sample.Credits.ShouldHaveSingleItem();

        (credit.Id, credit.Account, credit.Kind, credit.Amount, credit.Priority, credit.Note).ShouldBe(
            ("welcome", "acme", CreditKind.Promotional, 50, 10, "For trying serverless models")
        );
        (credit.GrantedAt, credit.ExpiresAt).ShouldBe((TestBooks.At("2026-10-01"), TestBooks.At("2026-12-01")));
        credit.Pays.ShouldNotBeNull().Modes.ShouldBe([Mode.Serverless]);
    }

    [Fact]
    public void Read_HeadAlone_HasDefaults()
    {
        var contract = Read("");

        contract.Issuer.ShouldBe(Issuer.Unnamed);
        contract.Customer.ShouldBeNull();
        contract.PaymentDays.ShouldBe(30);
        contract.Rules.ShouldBeEmpty();
        contract.Credits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ models: m, meters: input_tokens }", "price: 2", 2, 1_000_000, 1, "1M tokens")]
    [InlineData("{ meters: input_tokens }", "price: 2, per: 1K tokens", 2, 1_000, 1, "1K tokens")]
    [InlineData("{ meters: gpu_cluster_hours }", "price: 5, per: minute", 5, 1, 60, "GPU-minute")]
    [InlineData("{ meters: [pages] }", "price: 3, per: 1K pages, unit: page", 3, 1_000, 1, "1K pages")]
    [InlineData(
        "{ meters: [pages, input_tokens] }",
        "price: 3, unit: token, per: 1M tokens",
        3,
        1_000_000,
        1,
        "1M tokens"
    )]
    public void Read_Rate_HasTheUnit(
        string match,
        string price,
        decimal amount,
        decimal per,
        decimal own,
        string text
    ) =>
        Read($"rates: [{{ id: r, for: {match}, {price}, agreed: 2026-01-01 }}]")
            .Of<RateOverride>()
            .ShouldHaveSingleItem()
            .Rate.ShouldBe(new UnitRate(amount, per, own, text));

    [Fact]
    public void Read_ReservedTokensPricedAMillion_CostTheirShare() =>
        Read(
                """
                reserved:
                  - { id: r, for: { meters: input_tokens }, quantity: 2.5B, each: term, price: 0.4, per: 1M tokens,
                      from: 2026-01-01, until: 2026-02-15, paid: upfront, agreed: 2026-01-01 }
                """
            )
            .Of<QuantityCommitment>()
            .ShouldHaveSingleItem()
            .PoolCost.ShouldBe(1_000);

    [Fact]
    public void Read_VolumeOverQuantity_HasTheUnit() =>
        Read(
                "volume-discounts: [{ id: v, for: { meters: [input_tokens, output_tokens] }, over: quantity, tiers: [{ percent: 5 }], agreed: 2026-01-01 }]"
            )
            .Of<VolumeDiscount>()
            .ShouldHaveSingleItem()
            .Unit.ShouldBe("token");

    /// <summary>The longest and largest that are allowed, and one more.</summary>
    [Fact]
    public void Read_AtTheLimits_IsAllowedUpToThem()
    {
        ReadText($"contract: {new string('c', 64)}\naccount: {new string('a', 256)}\ncurrency: USD")
            .ShouldSatisfyAllConditions(
                contract => contract.Id.Length.ShouldBe(64),
                contract => contract.Account.Length.ShouldBe(256)
            );
        Should.Throw<YamlFormatException>(() =>
            ReadText($"contract: {new string('c', 65)}\naccount: a\ncurrency: USD")
        );
        Should.Throw<YamlFormatException>(() =>
            ReadText($"contract: c\naccount: {new string('a', 257)}\ncurrency: USD")
        );
        Read("payment-days: 3650").PaymentDays.ShouldBe(3_650);
        Read("payment-days: 0").PaymentDays.ShouldBe(0);
        Read("credits: [{ id: c, kind: free, amount: 1, from: 2026-01-01, priority: 100 }]")
            .Credits.ShouldHaveSingleItem()
            .Priority.ShouldBe(100);
    }

    [Fact]
    public void Read_NothingButTheHead_HasDefaults()
    {
        var contract = Read("customer: { name: Acme, address: 1 Main Street }");

        contract.Issuer.Id.ShouldBe("INV");
        contract.Issuer.Party.Name.ShouldBe("Unnamed issuer");
        contract.Customer.ShouldNotBeNull().Address.ShouldBe(["1 Main Street"]);
        contract.Customer.TaxId.ShouldBeNull();
        contract.Customer.Email.ShouldBeNull();
        contract.Rules.ShouldBeEmpty();
        contract.Credits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-03-01", true, true)]
    [InlineData("2026-03-01", false, true)]
    [InlineData("2026-03-02", true, false)]
    [InlineData("2026-03-02", false, false)]
    public void Read_RuleInPlaceOfAWithdrawnOne_MayKeepItsId(string withdrawn, bool isOldFirst, bool isRead)
    {
        string[] rules =
        [
            $"{{ id: least, amount: 10, agreed: 2026-01-01, withdrawn: {withdrawn} }}",
            "{ id: least, amount: 20, agreed: 2026-03-01 }",
        ];
        var body = $"minimums:\n  - {rules[isOldFirst ? 0 : 1]}\n  - {rules[isOldFirst ? 1 : 0]}\n";

        if (!isRead)
        {
            Should.Throw<YamlFormatException>(() => Read(body)).Message.ShouldContain("line 5 has this one");
            return;
        }

        var contract = Read(body);
        contract.AsKnownOn(new DateOnly(2026, 2, 28)).Of<MonthlyMinimum>().Single().Amount.ShouldBe(10);
        contract.AsKnownOn(new DateOnly(2026, 3, 1)).Of<MonthlyMinimum>().Single().Amount.ShouldBe(20);
        contract.AsKnownOn(null).Of<MonthlyMinimum>().Single().Amount.ShouldBe(20);
    }

    [Fact]
    public void Read_Customer_HasTaxIdAndEmail() =>
        Read("customer: { name: Acme, tax-id: DE1, email: books@acme.example }")
            .Customer.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                customer => customer.TaxId.ShouldBe("DE1"),
                customer => customer.Email.ShouldBe("books@acme.example")
            );

    [Fact]
    public void None_IsOfNoContractAndNoFile() =>
        Contract
            .None("acme", "EUR")
            .ShouldSatisfyAllConditions(
                contract => (contract.Account, contract.Currency).ShouldBe(("acme", "EUR")),
                contract => (contract.Id, contract.File).ShouldBe(("", ""))
            );

    [Fact]
    public void Boundaries_OfRules_AreTheirEndsInOrder() =>
        Read(
            """
            discounts:
              - { id: late, percent: 5, from: 2026-03-01, until: 2026-04-01, agreed: 2026-01-01 }
              - { id: early, percent: 5, from: 2026-02-01, until: 2026-03-01, agreed: 2026-01-01 }
              - { id: always, percent: 5, agreed: 2026-01-01 }
            """
        )
            .Boundaries.ShouldBe([TestBooks.At("2026-02-01"), TestBooks.At("2026-03-01"), TestBooks.At("2026-04-01")]);
}
