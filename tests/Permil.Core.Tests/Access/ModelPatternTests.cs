namespace Permil.Access;

public sealed class ModelPatternTests
{
    [Theory]
    [InlineData("*", "anything/at-all", true)]
    [InlineData("openai/*", "openai/gpt-oss-20b", true)]
    [InlineData("openai/*", "openai/", true)]
    [InlineData("openai/*", "evil/openai/gpt", false)]
    [InlineData("*-Turbo", "meta-llama/Llama-3.3-70B-Instruct-Turbo", true)]
    [InlineData("*-Turbo", "meta-llama/Llama-3.3-70B-Instruct-Turbo-Free", false)]
    [InlineData("a*b*c", "a1b2c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("gpt-4", "gpt-4", true)]
    [InlineData("gpt-4", "GPT-4", true)]
    [InlineData("gpt-4", "gpt-4o", false)]
    [InlineData("gpt.4", "gpt-4", false)]
    public void Allows_OnePattern(string pattern, string model, bool isAllowed) =>
        ModelPattern.Allows([pattern], model).ShouldBe(isAllowed);

    [Fact]
    public void Allows_NoPattern_EveryModel() => ModelPattern.Allows([], "anything").ShouldBeTrue();

    [Fact]
    public void Allows_AnyOfSeveral()
    {
        ModelPattern.Allows(["openai/*", "gpt-4"], "gpt-4").ShouldBeTrue();
        ModelPattern.Allows(["openai/*", "gpt-4"], "gpt-5").ShouldBeFalse();
        ModelPattern.Allows(["openai/*"], "").ShouldBeFalse();
    }
}
