namespace Permil.Billing.Invoices.Documents;

/// <summary>Compares with a file in Expected/; UPDATE_GOLDEN=1 rewrites it, and the difference is for a reader to judge.</summary>
internal static class ExpectedDocument
{
    public static void Verify(string name, string text)
    {
        var path = Repository.PathOf(
            "tests",
            "Permil.Core.Tests",
            "Billing",
            "Invoices",
            "Documents",
            "Expected",
            name
        );
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        }

        text.ReplaceLineEndings("\n").ShouldBe(File.ReadAllText(path).ReplaceLineEndings("\n"), name);
    }
}
