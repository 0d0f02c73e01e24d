namespace Permil.Usage.Readers;

/// <summary>
/// Every file in samples/logs is read to exactly the text beside it in Expected/. UPDATE_GOLDEN=1 rewrites those;
/// the difference is then for a reader to judge.
/// </summary>
public sealed class SampleLogsTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (var path in Directory.GetFiles(Repository.PathOf("samples/logs")).Order(StringComparer.Ordinal))
        {
            if (!path.EndsWith(".md", StringComparison.Ordinal))
            {
                files.Add(Path.GetFileName(path));
            }
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_SampleLog_GivesTheExpectedEvents(string file)
    {
        var found = ReadResult.OfFile(Path.Combine(Repository.PathOf("samples/logs"), file)).Described();
        var expectedPath = Path.Combine(
            Repository.PathOf("tests/Permil.Core.Tests/Usage/Readers/Expected"),
            file + ".txt"
        );
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(expectedPath, found);
        }

        found.ShouldBe(File.ReadAllText(expectedPath));
    }
}
