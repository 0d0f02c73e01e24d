using Permil.Yaml;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

public sealed class CreditsJsonTests
{
    [Fact]
    public void Write_TheSameCredits_AreTheSameTextAndReadBack()
    {
        Credit[] credits = [Credit("b", 2, until: "2026-11-01"), Credit("a", 1.5m)];

        var text = CreditsJson.Write(credits);

        text.ShouldBe(CreditsJson.Write(credits.Reverse()));
        CreditsJson.Read(text, "credits.json").ShouldBe([credits[1], credits[0]]);
    }

    [Fact]
    public void Read_Null_IsNoCredits() => CreditsJson.Read("null", "credits.json").ShouldBeEmpty();

    [Fact]
    public void Read_NoList_NamesTheFileAndTheLine() =>
        Should
            .Throw<YamlFormatException>(() => CreditsJson.Read("[\n{ \"id\": ]", "credits.json"))
            .Message.ShouldStartWith("credits.json:2: ");
}
