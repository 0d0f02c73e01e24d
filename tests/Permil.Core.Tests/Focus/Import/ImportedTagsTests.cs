namespace Permil.Focus.Import;

public sealed class ImportedTagsTests
{
    [Theory]
    [InlineData(
        """{"team":"a","cost":1.50,"on":true,"none":null}""",
        """{"cost":"1.50","none":null,"on":"true","team":"a"}"""
    )]
    [InlineData("""[{"key":"team","value":"a"},{"key":"env","value":"prod"}]""", """{"env":"prod","team":"a"}""")]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public void Json_AnyForm_IsOneObjectInOrder(string text, string? expected) =>
        ImportedTags.Read(text).ShouldNotBeNull().Json.ShouldBe(expected);

    [Theory]
    [InlineData("team=a")]
    [InlineData("\"team\"")]
    [InlineData("""["team"]""")]
    [InlineData("""[{"name":"team"}]""")]
    [InlineData("""{"team":"a"} x""")]
    public void Read_NoTags_IsNull(string text) => ImportedTags.Read(text).ShouldBeNull();

    [Theory]
    [InlineData("""{"Environment":"prod"}""", "prod")]
    [InlineData("""{"ENV":"x","environment":"prod"}""", "prod")]
    [InlineData("""{"environment":"","env":"dev"}""", "dev")]
    [InlineData("""{"environments":"prod"}""", null)]
    public void Find_Names_TakesTheFirstThatIsThere(string text, string? expected) =>
        ImportedTags.Read(text)!.Find("environment", "env").ShouldBe(expected);

    [Fact]
    public void Find_SpelledWithSigns_IsFound() =>
        ImportedTags.Read("""{"x_ModelId":"m"}""")!.Find("xModelId").ShouldBe("m");
}
