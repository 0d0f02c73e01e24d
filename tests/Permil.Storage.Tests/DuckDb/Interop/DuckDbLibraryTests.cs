namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbLibraryTests
{
    [Fact]
    public void Load_NoLibraryInTheFolder_SaysWhereItWasLookedFor()
    {
        using var folder = new TemporaryFolder();

        var exception = Should.Throw<DuckDbException>(() => DuckDbLibrary.Load(folder.Path));

        exception.ErrorType.ShouldBe(DuckDbErrorType.LibraryNotLoaded);
        exception.Message.ShouldContain(folder.PathOf("libduckdb"), Case.Sensitive);
    }

    [Fact]
    public void Load_AFileThatIsNoLibrary_SaysWhichAndWhy()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "libduckdb.so", "libduckdb.dylib", "duckdb.dll" })
        {
            File.WriteAllText(folder.PathOf(name), "no library");
        }

        var exception = Should.Throw<DuckDbException>(() => DuckDbLibrary.Load(folder.Path));

        exception.ErrorType.ShouldBe(DuckDbErrorType.LibraryNotLoaded);
        exception.Message.ShouldContain($"{folder.Path}{Path.DirectorySeparatorChar}");
        exception.InnerException.ShouldNotBeNull();
    }
}
