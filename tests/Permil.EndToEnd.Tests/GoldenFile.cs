namespace Permil;

/// <summary>Compares with a file in Expected/; UPDATE_GOLDEN=1 rewrites it, and the difference is for a reader to judge.</summary>
internal static class GoldenFile
{
    public static void Verify(string name, string text)
    {
        var path = Repository.PathOf("tests", "Permil.EndToEnd.Tests", "Expected", name);
        var lines = string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(path, lines);
        }

        lines.ShouldBe(File.ReadAllText(path).ReplaceLineEndings("\n"), name);
    }
}
