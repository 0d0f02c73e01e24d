using FsCheck;
using FsCheck.Fluent;

namespace Permil.Budgets;

public sealed class BudgetScopeTextTests
{
    [Fact]
    public void Parse_EveryKey_SetsItsField()
    {
        var scope = BudgetScopeText.Parse(
            "account=a,tenant=acme,feature=chat,env=prod,model=x/y,key=key_1,tag:team=x=y"
        );

        scope.Account.ShouldBe("a");
        scope.SubAccount.ShouldBe("acme");
        scope.Feature.ShouldBe("chat");
        scope.Environment.ShouldBe("prod");
        scope.Model.ShouldBe("x/y");
        scope.Key.ShouldBe("key_1");
        scope.Tags.ShouldHaveSingleItem().ShouldBe(new("team", "x=y"));
    }

    [Fact]
    public void Parse_Nothing_IsEveryCall() => BudgetScopeText.Of(BudgetScopeText.Parse("")).ShouldBe("");

    [Theory]
    [InlineData("team=x", "'team'")]
    [InlineData("tenant", "'tenant'")]
    [InlineData("tenant=", "'tenant='")]
    [InlineData("tenant=a,", "'tenant=a,'")]
    [InlineData("tenant=a,subAccount=b", "'subAccount' twice")]
    [InlineData("tag:x=1,tag:x=2", "'tag:x' twice")]
    [InlineData("tag:=1", "'tag:'")]
    public void Parse_NoScope_SaysWhatWasFound(string text, string found) =>
        Should.Throw<FormatException>(() => BudgetScopeText.Parse(text)).Message.ShouldContain(found);

    [Fact]
    public void Of_AnyScope_ParsesBack()
    {
        var value = Gen.Elements("a", ",", "=", "\\", "tag:", " ", "b")
            .NonEmptyListOf()
            .Select(pieces => string.Concat(pieces));
        var tagName = value.Where(name => name.Trim() == name);
        Prop.ForAll(
                (
                    from account in Maybe(value)
                    from tenant in Maybe(value)
                    from model in Maybe(value)
                    from key in Maybe(value)
                    from tags in Gen.Zip(tagName, value).ListOf()
                    select new BudgetScope
                    {
                        Account = account,
                        SubAccount = tenant,
                        Model = model,
                        Key = key,
                        Tags = tags.DistinctBy(tag => tag.Item1).ToDictionary(tag => tag.Item1, tag => tag.Item2),
                    }
                ).ToArbitrary(),
                scope =>
                {
                    var back = BudgetScopeText.Parse(BudgetScopeText.Of(scope));
                    return back with { Tags = scope.Tags } == scope
                        && back.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
                            .SequenceEqual(scope.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
                        && BudgetScopeText.Of(back) == BudgetScopeText.Of(scope);
                }
            )
            .Holds(500);

        static Gen<string?> Maybe(Gen<string> text) =>
            Gen.Frequency((1, Gen.Constant<string?>(null)), (2, text.Select(value => (string?)value)));
    }
}
