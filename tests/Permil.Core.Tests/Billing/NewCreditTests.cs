using Permil.Access;
using Permil.Billing.Contracts;
using Permil.Usage;

namespace Permil.Billing;

public sealed class NewCreditTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);

    private static readonly AccountBook Acme = new NewAccount { Id = "acme" }.AddTo(AccountBook.Empty, Now);

    private static NewCredit Wish => new() { Account = "acme", Amount = 5 };

    [Fact]
    public void AddTo_LeastSaid_IsUsableFromNowOn()
    {
        var (book, credit) = Wish.AddTo(Acme, Now);

        book.Credits.ShouldBe([credit]);
        credit.Id.ShouldStartWith("credit_");
        credit.ShouldBe(
            new Credit
            {
                Id = credit.Id,
                Account = "acme",
                Amount = 5,
                GrantedAt = Now,
            }
        );
    }

    [Fact]
    public void AddTo_EverythingSaid_IsKept()
    {
        var pays = ChargeMatch.Everything with { Models = ["m"] };
        var wish = Wish with
        {
            GrantedAt = EventTime.Min,
            ExpiresAt = Now.AddTicks(1),
            Kind = CreditKind.Prepaid,
            Priority = 100,
            Pays = pays,
            Note = "paid",
        };

        wish.AddTo(Acme, Now)
            .Credit.ShouldSatisfyAllConditions(
                credit => credit.GrantedAt.ShouldBe(EventTime.Min),
                credit => credit.ExpiresAt.ShouldBe(Now.AddTicks(1)),
                credit => credit.Kind.ShouldBe(CreditKind.Prepaid),
                credit => credit.Priority.ShouldBe(100),
                credit => credit.Pays.ShouldBe(pays),
                credit => credit.Note.ShouldBe("paid")
            );
        (Wish with { Pays = ChargeMatch.Everything }).AddTo(Acme, Now).Credit.Pays.ShouldBeNull();
    }

    public static TheoryData<string, Func<NewCredit, NewCredit>, string> Wrong =>
        new()
        {
            { "amount", wish => wish with { Amount = 0 }, "found 0, allowed: more than 0" },
            { "expiresAt", wish => wish with { ExpiresAt = Now }, "allowed: a time to come" },
            { "expiresAt", wish => wish with { ExpiresAt = EventTime.Max }, "allowed: a time before 2100" },
            {
                "grantedAt",
                wish => wish with { GrantedAt = EventTime.Min.AddTicks(-1) },
                "found 1999-12-31T23:59:59.9999999Z, allowed: a time from 2000 until 2100"
            },
            { "grantedAt", wish => wish with { GrantedAt = EventTime.Max }, "allowed: a time from 2000 until 2100" },
            {
                "grantedAt",
                wish => wish with { GrantedAt = Now.AddDays(1), ExpiresAt = Now.AddDays(1) },
                "found 2026-10-08T12:00:00Z, allowed: a time before it expires"
            },
            { "priority", wish => wish with { Priority = 101 }, "found 101, allowed: 0 to 100" },
            { "priority", wish => wish with { Priority = -1 }, "found -1, allowed: 0 to 100" },
            { "note", wish => wish with { Note = " " }, "allowed: 1 to 256 characters" },
            {
                "pays",
                wish => wish with { Pays = ChargeMatch.Everything with { Models = ["m", ""] } },
                "found '', allowed: 1 to 256 characters"
            },
            { "account", wish => wish with { Account = "globex" }, "permil accounts create globex" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AddTo_WhatCannotBe_NamesTheField(string field, Func<NewCredit, NewCredit> change, string problem)
    {
        var refusal = Should.Throw<ChangeRefusedException>(() => change(Wish).AddTo(Acme, Now));

        refusal.Field.ShouldBe(field);
        refusal.Message.ShouldContain(problem);
    }

    [Fact]
    public void Revoke_OneOfTwo_EndsThatOneNow()
    {
        var (book, first) = Wish.AddTo(Acme, Now);
        (book, var second) = Wish.AddTo(book, Now);

        var (changed, revoked) = NewCredit.Revoke(book, second.Id, Now.AddDays(1));

        revoked.ShouldBe(second with { ExpiresAt = Now.AddDays(1) });
        changed.Credits.ShouldBe([first, revoked]);
        NewCredit.Revoke(changed, second.Id, Now.AddDays(2)).Book.Credits.ShouldBe([first, revoked]);
    }

    [Fact]
    public void Revoke_ThatEndsLater_EndsNow()
    {
        var (book, credit) = (Wish with { ExpiresAt = Now.AddDays(9) }).AddTo(Acme, Now);

        NewCredit.Revoke(book, credit.Id, Now.AddDays(1)).Credit.ExpiresAt.ShouldBe(Now.AddDays(1));
    }

    [Fact]
    public void Revoke_NoCredit_IsNotFound() =>
        Should
            .Throw<ChangeRefusedException>(() => NewCredit.Revoke(Acme, "credit_x", Now))
            .ShouldSatisfyAllConditions(
                refusal => refusal.Kind.ShouldBe(ChangeProblem.NotFound),
                refusal => refusal.Field.ShouldBe("id"),
                refusal => refusal.Message.ShouldContain("'credit_x'")
            );
}
