using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Budgets;
using Permil.Usage;

namespace Permil.Access;

public sealed class AccountBookJsonTests
{
    private const string Hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static readonly DateTimeOffset Time = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_IsReadableAndExact()
    {
        var text = Encoding.UTF8.GetString(AccountBookJson.Write(Full));

        text.ShouldContain("\"amount\": \"0.1000000000000000000000000001\"");
        text.ShouldContain("\"createdAt\": \"2026-10-07T12:00:00Z\"");
        text.ShouldContain("\"period\": \"month\"");
        text.ShouldContain("\"alertsAt\": [\n        \"50\",");
        text.ShouldContain("\"requestsPerMinute\": 60");
        text.ShouldNotContain("null");
        text.ShouldEndWith("}\n");
    }

    [Fact]
    public void Read_WhatWasWritten_IsWrittenTheSame() =>
        Encoding
            .UTF8.GetString(AccountBookJson.Write(RoundTrip(Full)))
            .ShouldBe(Encoding.UTF8.GetString(AccountBookJson.Write(Full)));

    [Fact]
    public void Read_AnyTextsAndAmounts_AreTheSame() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                Generators.AnyPositiveDecimal.ToArbitrary(),
                ArbMap.Default.ArbFor<PositiveInt>(),
                (text, amount, seconds) =>
                {
                    // Half a character is no Unicode text: JSON cannot hold it.
                    var note = new string([.. text.Get.Where(one => !char.IsSurrogate(one))]);
                    var book = Full with
                    {
                        Credits =
                        [
                            Full.Credits[0] with
                            {
                                Note = note,
                                Amount = amount,
                                ExpiresAt = Time.AddTicks(seconds.Get),
                            },
                        ],
                    };
                    return RoundTrip(book).Credits[0] == book.Credits[0];
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_TheLeastBook_HasDefaults()
    {
        var book = Read(
            $$"""
            {"version": 1,
             "accounts": [{"id": "a", "tier": "free", "createdAt": "2026-10-07"}],
             "keys": [{"id": "k", "secretHash": "{{Hash}}", "ending": "wxyz", "account": "a", "createdAt": "2026-10-07"}],
             "budgets": [{"id": "b", "scope": {}, "amount": 12.50, "period": "week", "action": "block", "createdAt": "2026-10-07"}],
             "credits": [{"id": "c", "account": "a", "amount": 1, "grantedAt": "2026-10-07"}]}
            """
        );

        book.Keys[0].Tags.ShouldBeEmpty();
        book.Keys[0].Limits.ShouldBe(Limits.None);
        book.Budgets[0].Amount.ShouldBe(12.50m);
        book.Budgets[0].AlertsAt.ShouldBe([50, 80, 100]);
        book.Budgets[0].Reserve.ShouldBe(BudgetReserve.Strict);
        book.Credits[0].Kind.ShouldBe(CreditKind.Promotional);
        book.Credits[0].Priority.ShouldBe(50);
        book.Credits[0].Pays.ShouldBeNull();
        book.Accounts[0].CreatedAt.ShouldBe(new DateTimeOffset(2026, 10, 7, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("", "accounts.json")]
    [InlineData("{\"version\": 1,", "accounts.json")]
    [InlineData("[]", "accounts.json: found Array, allowed: an object")]
    [InlineData("{}", "accounts.json: version: found nothing, allowed: 1")]
    [InlineData("{\"version\": 2, \"later\": true}", "accounts.json: version: found 2, allowed: 1")]
    [InlineData("{\"version\": \"1\"}", "accounts.json: version: found \"1\", allowed: 1")]
    [InlineData("{\"version\": 1, \"keyz\": []}", "keyz")]
    [InlineData("{\"version\": 1, \"keys\": null}", "keys")]
    [InlineData("{\"version\": 1, \"keys\": [{\"id\": \"k\"}]}", "accounts.json: keys[0], line 1")]
    [InlineData(
        "{\"version\": 1, \"accounts\": [{\"id\": \"a\", \"tier\": \"gold\"}]}",
        "accounts.json: accounts[0].tier, line 1: found 'gold', allowed: paid, free"
    )]
    [InlineData(
        "{\"version\": 1, \"credits\": [{\"id\": \"c\", \"account\": \"a\", \"amount\": \"1\", \"grantedAt\": \"2026-10-07\"}]}",
        "accounts.json: credits[0].account: found 'a', allowed: the id of one of the accounts"
    )]
    [InlineData(
        "{\"version\": 1, \"budgets\": [{\"id\": \"b\", \"scope\": {}, \"amount\": \"1e3\", \"period\": \"day\", \"action\": \"block\", \"createdAt\": \"2026-10-07\"}]}",
        "accounts.json: budgets[0].amount, line 1: found '1e3', allowed: a decimal number"
    )]
    [InlineData(
        "{\"version\": 1, \"budgets\": [{\"id\": \"b\", \"scope\": {}, \"amount\": \"0\", \"period\": \"day\", \"action\": \"block\", \"createdAt\": \"2026-10-07\"}]}",
        "accounts.json: budgets[0].amount: found 0, allowed: more than 0"
    )]
    [InlineData(
        "{\"version\": 1, \"budgets\": [{\"id\": \"b\", \"scope\": {}, \"amount\": \"1\", \"alertsAt\": [\"80\", \"50\"], \"period\": \"day\", \"action\": \"block\", \"createdAt\": \"2026-10-07\"}]}",
        "accounts.json: budgets[0].alertsAt: found 80, 50, allowed:"
    )]
    [InlineData(
        "{\"version\": 1, \"accounts\": [{\"id\": \"a\", \"tier\": \"paid\", \"createdAt\": \"today\"}]}",
        "accounts.json: accounts[0].createdAt, line 1: 'today' is no time"
    )]
    [InlineData(
        "{\"version\": 1, \"accounts\": [{\"id\": \"a\", \"tier\": \"paid\", \"createdAt\": \"2026-10-07\", \"limits\": {\"requestsPerMinute\": -1}}]}",
        "accounts.json: accounts[0].limits.requestsPerMinute: found -1, allowed: 0 or more"
    )]
    [InlineData("{\"version\": 1, \"adminTokenHash\": \"abc\"}", "accounts.json: adminTokenHash: found 3 characters")]
    public void Read_AFault_NamesFileAndField(string text, string expected) =>
        Should.Throw<AccountBookFormatException>(() => Read(text)).Message.ShouldContain(expected);

    [Fact]
    public void Write_ACreditThatPaysForSome_SaysForWhat_AndIsReadBack()
    {
        var pays = new ChargeMatch
        {
            Models = ["openai/*"],
            Modes = [Mode.Batch],
            Where = new Dictionary<string, string>(StringComparer.Ordinal) { ["gpu"] = "h100" },
        };
        var book = Full with { Credits = [Full.Credits[0] with { Pays = pays }] };
        var text = Encoding.UTF8.GetString(AccountBookJson.Write(book));
        var read = Read(text).Credits[0].Pays.ShouldNotBeNull();

        text.ShouldContain("\"pays\": {");
        text.ShouldNotContain("providers");
        text.ShouldNotContain("paysForAll");
        text.ShouldNotContain("isEverything");
        read.Models.ShouldBe(["openai/*"]);
        read.Modes.ShouldBe([Mode.Batch]);
        read.Where.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>("gpu", "h100"));
        read.Skus.ShouldBeEmpty();
        Encoding.UTF8.GetString(AccountBookJson.Write(RoundTrip(book))).ShouldBe(text);
    }

    [Theory]
    [InlineData("\"kind\": \"gift\"", "found 'gift', allowed: promotional, free, goodwill, prepaid")]
    [InlineData("\"priority\": 101", "credits[0].priority: found 101, allowed: 0 to 100")]
    [InlineData("\"pays\": {\"models\": [\" \"]}", "credits[0].pays: found an empty name, allowed: names")]
    [InlineData("\"pays\": {\"model\": [\"x\"]}", "model")]
    public void Read_ACreditThatCannotBe_SaysWhy(string field, string expected) =>
        Should
            .Throw<AccountBookFormatException>(() =>
                Read(
                    $$"""
                    {"version": 1,
                     "accounts": [{"id": "a", "tier": "free", "createdAt": "2026-10-07"}],
                     "credits": [{"id": "c", "account": "a", "amount": 1, "grantedAt": "2026-10-07", {{field}}}]}
                    """
                )
            )
            .Message.ShouldContain(expected);

    [Fact]
    public void Read_TheSameIdTwice_IsAFault()
    {
        var key = Full.Keys[0];
        var bytes = AccountBookJson.Write(Full with { Keys = [key, key] });

        Should
            .Throw<AccountBookFormatException>(() => AccountBookJson.Read(bytes, "accounts.json"))
            .Message.ShouldBe($"accounts.json: keys[1].id: found '{key.Id}' a second time, allowed: once");
    }

    private static AccountBook Full =>
        new()
        {
            AdminTokenHash = Hash,
            Accounts =
            [
                new Account
                {
                    Id = "acme",
                    Tier = AccountTier.Free,
                    CreatedAt = Time,
                    Limits = new Limits { RequestsPerMinute = 60 },
                    TenantLimits = new Dictionary<string, Limits>(StringComparer.Ordinal)
                    {
                        ["t-1"] = new() { ConcurrentCalls = 2, BatchTokensPerModel = 30_000_000_000 },
                    },
                },
            ],
            Keys =
            [
                new ApiKey
                {
                    Id = "key_000001",
                    SecretHash = Hash,
                    Ending = "wxyz",
                    PreviousSecretHash = Hash,
                    PreviousSecretUntil = Time.AddHours(1),
                    Name = "Ünïcode \"quoted\"",
                    Account = "acme",
                    SubAccount = "t-1",
                    Feature = "chat",
                    Environment = "prod",
                    Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "search" },
                    AllowedModels = ["openai/*"],
                    Limits = new Limits { InputTokensPerMinute = 1, OutputTokensPerMinute = 0 },
                    CreatedAt = Time,
                    ExpiresAt = Time.AddTicks(1),
                    RevokedAt = Time,
                },
            ],
            Budgets =
            [
                new Budget
                {
                    Id = "budget_000001",
                    Scope = new BudgetScope
                    {
                        SubAccount = "t-1",
                        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "search" },
                    },
                    Amount = 0.1000000000000000000000000001m,
                    Period = BudgetPeriod.Month,
                    Action = BudgetAction.Block,
                    Reserve = BudgetReserve.Lenient,
                    AlertsAt = [50, 99.5m],
                    CreatedAt = Time,
                },
            ],
            Credits =
            [
                new Credit
                {
                    Id = "credit_000001",
                    Account = "acme",
                    Amount = 5,
                    GrantedAt = Time,
                    ExpiresAt = Time.AddDays(1),
                    Kind = CreditKind.Goodwill,
                    Priority = 7,
                    Note = "welcome",
                },
            ],
        };

    private static AccountBook RoundTrip(AccountBook book) =>
        AccountBookJson.Read(AccountBookJson.Write(book), "accounts.json");

    private static AccountBook Read(string text) => AccountBookJson.Read(Encoding.UTF8.GetBytes(text), "accounts.json");
}
