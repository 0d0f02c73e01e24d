namespace Permil;

/// <summary>
/// The tests whose names hold <c>Shared</c> need facts that are not kept in the repository. Where those are absent they
/// pass unrun, and this test says so.
/// </summary>
public sealed class SharedFactsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("together-prices.json")]
    [InlineData("other-prices.json")]
    [InlineData("samples")]
    public void SharedFacts_AreThere_OrSaidToBeAbsent(string name)
    {
        var path = Path.Combine(Repository.SharedFacts, name);
        output.WriteLine(Path.Exists(path) ? $"run: {path}" : $"not run: there is no {path}");

        // A folder that is there in part is a mistake, not an absence.
        Path.Exists(path).ShouldBe(Directory.Exists(Repository.SharedFacts));
    }
}
