using Xunit.Abstractions;

namespace Permil.Usage.Readers;

public sealed class SharedSamplesTests(ITestOutputHelper output)
{
    [Fact]
    public void Dump()
    {
        var folder = "/work/shared/facts/samples";
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            output.WriteLine("## " + Path.GetFileName(file));
            output.WriteLine(ReadResult.OfFile(file).Described());
        }
    }
}
