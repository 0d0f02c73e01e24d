using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Budgets;

namespace Permil.Access;

public sealed class AccountBookChangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);

    private static readonly AccountBook Acme = new NewAccount { Id = "acme" }.AddTo(AccountBook.Empty, Now);

    [Fact]
    public void NewKey_WithoutAnyAccount_MakesTheDefaultOne()
    {
        var (book, key, _) = new NewKey().AddTo(AccountBook.Empty, Now);

        key.Account.ShouldBe("default");
        book.Accounts.ShouldHaveSingleItem().Tier.ShouldBe(AccountTier.Paid);
        new NewKey().AddTo(book, Now).Book.Accounts.Count.ShouldBe(1);
    }

    [Fact]
    public void NewKey_WithoutAccountWhereThereAreOthers_IsRefused() =>
        Refusal(() => new NewKey().AddTo(Acme, Now)).Message.ShouldBe("found none, allowed: acme");

    [Fact]
    public void NewKey_OfAnUnknownAccount_SaysHowToMakeIt()
    {
        var refusal = Refusal(() => new NewKey { Account = "globex" }.AddTo(Acme, Now));

        refusal.Kind.ShouldBe(ChangeProblem.NotFound);
        refusal.Field.ShouldBe("account");
        refusal.Message.ShouldContain("permil accounts create globex");
    }

    [Fact]
    public void NewKey_ThatEndsBeforeItBegins_IsRefused() =>
        Refusal(() => new NewKey { ExpiresAt = Now }.AddTo(AccountBook.Empty, Now)).Field.ShouldBe("expiresAt");

    [Fact]
    public void NewKey_ThatEndsLaterThanTimesAreRead_IsRefused() =>
        Refusal(() =>
            new NewKey { ExpiresAt = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) }.AddTo(
                AccountBook.Empty,
                Now
            )
        )
            .Message.ShouldContain("before 2100");

    [Fact]
    public void NewAccount_OfTheFreeTier_GetsOneDollar()
    {
        var book = new NewAccount { Id = "try", Tier = AccountTier.Free }.AddTo(AccountBook.Empty, Now);

        var credit = book.Credits.ShouldHaveSingleItem();
        credit.Account.ShouldBe("try");
        credit.Amount.ShouldBe(1m);
        credit.GrantedAt.ShouldBe(Now);
        Acme.Credits.ShouldBeEmpty();
    }

    [Fact]
    public void NewAccount_OfATakenName_IsRefused() =>
        Refusal(() => new NewAccount { Id = "acme" }.AddTo(Acme, Now)).Kind.ShouldBe(ChangeProblem.Conflict);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\nb")]
    public void NewAccount_OfNoName_IsRefused(string id) =>
        Refusal(() => new NewAccount { Id = id }.AddTo(Acme, Now)).Kind.ShouldBe(ChangeProblem.Invalid);

    [Fact]
    public void AccountChange_NegativeLimit_IsRefused() =>
        Refusal(() =>
            AccountChange.Apply(Acme, "acme", account => account with { Limits = new Limits { ConcurrentCalls = -1 } })
        )
            .Field.ShouldBe("limits.concurrentCalls");

    [Fact]
    public void Rotate_ARevokedKey_IsRefused()
    {
        var (book, key, _) = new NewKey().AddTo(AccountBook.Empty, Now);
        var (revoked, _) = KeyChange.Revoke(book, key.Id, Now);

        Refusal(() => KeyChange.Rotate(revoked, key.Id, TimeSpan.Zero, Now)).Kind.ShouldBe(ChangeProblem.Conflict);
        KeyChange.Revoke(revoked, key.Id, Now.AddDays(1)).Key.RevokedAt.ShouldBe(Now);
        Refusal(() => KeyChange.Revoke(revoked, "key_x", Now)).Kind.ShouldBe(ChangeProblem.NotFound);
    }

    [Fact]
    public void NewBudget_OfOneThatIsThere_KeepsWhatItLeavesOut()
    {
        var first = new NewBudget
        {
            Amount = 100,
            Action = BudgetAction.Block,
            Reserve = BudgetReserve.Lenient,
            AlertsAt = [10, 90],
        };
        var (book, old) = first.AddTo(Acme, Now);

        var (_, raised) = new NewBudget { Amount = 200 }.AddTo(book, Now.AddDays(1));

        raised.ShouldBe(old with { Amount = 200, Scope = raised.Scope });
    }

    [Fact]
    public void NewBudget_OfTheSameScopeAndPeriod_TakesTheOldOnesPlace()
    {
        var scope = BudgetScopeText.Parse("tenant=t-1,tag:a=1,tag:b=2");
        var same = BudgetScopeText.Parse("tag:b=2,subAccount=t-1,tag:a=1");
        var (book, old) = new NewBudget { Scope = scope, Amount = 100 }.AddTo(Acme, Now);
        var (replaced, changed) = new NewBudget { Scope = same, Amount = 200 }.AddTo(book, Now.AddDays(1));
        var (both, _) = new NewBudget
        {
            Scope = same,
            Amount = 10,
            Period = BudgetPeriod.Day,
        }.AddTo(replaced, Now);

        replaced.Budgets.ShouldBe([changed]);
        changed.Id.ShouldBe(old.Id);
        changed.CreatedAt.ShouldBe(Now);
        changed.Amount.ShouldBe(200);
        both.Budgets.Count.ShouldBe(2);
        NewBudget.Remove(both, old.Id).Budgets.ShouldHaveSingleItem().Period.ShouldBe(BudgetPeriod.Day);
        Refusal(() => NewBudget.Remove(book, "budget_x")).Kind.ShouldBe(ChangeProblem.NotFound);
    }

    [Theory]
    [InlineData("account=globex", "scope.account")]
    [InlineData("key=key_x", "scope.key")]
    public void NewBudget_OfSomethingThatIsNotThere_IsRefused(string scope, string field) =>
        Refusal(() => new NewBudget { Scope = BudgetScopeText.Parse(scope), Amount = 1 }.AddTo(Acme, Now))
            .Field.ShouldBe(field);

    [Fact]
    public void NewBudget_WrongAmountOrAlerts_AreRefused()
    {
        Refusal(() => new NewBudget { Amount = 0 }.AddTo(Acme, Now)).Field.ShouldBe("amount");
        Refusal(() => new NewBudget { Amount = 1, AlertsAt = [80, 50] }.AddTo(Acme, Now)).Field.ShouldBe("alertsAt");
        Refusal(() => new NewBudget { Amount = 1, AlertsAt = [0] }.AddTo(Acme, Now)).Field.ShouldBe("alertsAt");
    }

    [Fact]
    public void NewCredit_IsGrantedNow_AndCanBeEnded()
    {
        var (book, credit) = new NewCredit { Account = "acme", Amount = 5 }.AddTo(Acme, Now);
        var (ended, over) = NewCredit.Revoke(book, credit.Id, Now.AddDays(1));

        credit.GrantedAt.ShouldBe(Now);
        over.ExpiresAt.ShouldBe(Now.AddDays(1));
        ended.Credits.ShouldBe([over]);
        NewCredit.Revoke(ended, credit.Id, Now.AddDays(2)).Credit.ShouldBe(over);
        Refusal(() => new NewCredit { Account = "x", Amount = 1 }.AddTo(book, Now)).Field.ShouldBe("account");
        Refusal(() => new NewCredit { Account = "acme", Amount = -1 }.AddTo(book, Now)).Field.ShouldBe("amount");
    }

    [Fact]
    public void NewCredit_WithAllThatCanBeSaid_IsSo()
    {
        var pays = new ChargeMatch { Models = ["openai/*"] };
        var (_, credit) = new NewCredit
        {
            Account = "acme",
            Amount = 5,
            GrantedAt = Now.AddDays(-3),
            ExpiresAt = Now.AddDays(1),
            Kind = CreditKind.Prepaid,
            Priority = 0,
            Pays = pays,
        }.AddTo(Acme, Now);

        credit.GrantedAt.ShouldBe(Now.AddDays(-3));
        credit.Kind.ShouldBe(CreditKind.Prepaid);
        credit.Priority.ShouldBe(0);
        credit.Pays.ShouldBe(pays);
        credit.PaysForAll.ShouldBeFalse();
    }

    [Fact]
    public void NewCredit_ThatPaysForNothingInParticular_PaysForAll()
    {
        var (_, credit) = new NewCredit
        {
            Account = "acme",
            Amount = 5,
            Pays = new ChargeMatch(),
        }.AddTo(Acme, Now);

        credit.Pays.ShouldBeNull();
        credit.Priority.ShouldBe(50);
        credit.Kind.ShouldBe(CreditKind.Promotional);
    }

    [Theory]
    [InlineData(-1, 0, 1, "x", "priority")]
    [InlineData(101, 0, 1, "x", "priority")]
    [InlineData(1, 1, 1, "x", "grantedAt")]
    [InlineData(1, 99_999, 1, "x", "grantedAt")]
    [InlineData(1, -99_999, 1, "x", "grantedAt")]
    [InlineData(1, 0, 1, " ", "pays")]
    public void NewCredit_ThatCannotBe_IsRefused(int priority, int from, int until, string model, string field) =>
        Refusal(() =>
            new NewCredit
            {
                Account = "acme",
                Amount = 5,
                Priority = priority,
                GrantedAt = Now.AddDays(from),
                ExpiresAt = Now.AddDays(until),
                Pays = new ChargeMatch { Models = [model] },
            }.AddTo(Acme, Now)
        )
            .Field.ShouldBe(field);

    [Fact]
    public void FreeAccount_BeginsWithACredit_OfTheFreeKind() =>
        new NewAccount { Id = "try", Tier = AccountTier.Free }
            .AddTo(Acme, Now)
            .Credits.ShouldHaveSingleItem()
            .Kind.ShouldBe(CreditKind.Free);

    private static ChangeRefusedException Refusal<T>(Func<T> change) =>
        Should.Throw<ChangeRefusedException>(() => _ = change());
}
