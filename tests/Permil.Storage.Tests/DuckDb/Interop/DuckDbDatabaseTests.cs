using System.Diagnostics;

namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbDatabaseTests
{
    [Fact]
    public void LibraryVersion_IsTheOneTheSignaturesAreOf() => DuckDbDatabase.LibraryVersion.ShouldBe("v1.5.6");

    [Fact]
    public void Open_AgainAfterDispose_HasWhatWasStored()
    {
        using var folder = new TemporaryFolder();
        using (var database = DuckDbDatabase.Open(folder.PathOf("ünï cödé.duckdb")))
        using (var connection = database.Connect())
        {
            connection.Execute("CREATE TABLE t AS SELECT 42 AS i");
        }

        using (var database = DuckDbDatabase.Open(folder.PathOf("ünï cödé.duckdb")))
        using (var connection = database.Connect())
        using (var result = connection.Query("SELECT i FROM t"))
        {
            result.NextChunk().ShouldNotBeNull().Int64(0, 0).ShouldBe(42);
        }
    }

    [Fact]
    public void Open_WithSettings_Applies()
    {
        using var database = DuckDbDatabase.Open(
            DuckDbDatabase.InMemory,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "3", ["memory_limit"] = "100MiB" }
        );
        using var connection = database.Connect();
        using var result = connection.Query("SELECT current_setting('threads'), current_setting('memory_limit')");
        var chunk = result.NextChunk().ShouldNotBeNull();
        chunk.Int64(0, 0).ShouldBe(3);
        chunk.Text(1, 0).ShouldBe("100.0 MiB");
    }

    [Theory]
    [InlineData("threds", "2", "threds")]
    [InlineData("threads", "many", "many")]
    public void Open_WithAFaultySetting_SaysWhich(string name, string value, string expected) =>
        Should
            .Throw<DuckDbException>(() =>
                DuckDbDatabase.Open(
                    DuckDbDatabase.InMemory,
                    new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }
                )
            )
            .Message.ShouldContain(expected);

    [Fact]
    public void Open_AFileThatIsNoDatabaseOrAFolderThatIsNotThere_ThrowsDuckDbsText()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("text"), new string('x', 10_000));
        var noDatabase = Should.Throw<DuckDbException>(() => DuckDbDatabase.Open(folder.PathOf("text")));
        noDatabase.Message.ShouldContain("not a valid DuckDB database file");
        noDatabase.ErrorType.ShouldBe(DuckDbErrorType.IO);
        Should
            .Throw<DuckDbException>(() => DuckDbDatabase.Open(folder.PathOf("missing/database")))
            .ErrorType.ShouldBe(DuckDbErrorType.IO);

        // Nothing of the failed opens is kept: the same file opens once it can.
        File.Delete(folder.PathOf("text"));
        DuckDbDatabase.Open(folder.PathOf("text")).Dispose();
    }

    [Fact]
    public void Open_AFileOpenInThisProcess_IsRefusedUntilItsLastConnectionCloses()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("database");
        var database = DuckDbDatabase.Open(path);
        var connection = database.Connect();
        Should
            .Throw<DuckDbException>(() => DuckDbDatabase.Open(Path.Combine(folder.Path, ".", "database")))
            .Message.ShouldContain("already open in this process");
        database.Dispose();
        Should.Throw<DuckDbException>(() => DuckDbDatabase.Open(path));
        connection.Execute("CREATE TABLE t (i INTEGER)");
        connection.Dispose();
        DuckDbDatabase.Open(path).Dispose();
    }

    [Fact]
    public void Open_AFileOpenInAnotherProcess_ThrowsDuckDbsLockError()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("database");
        using var holder = Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "Permil.Storage.Tests"),
                [Program.HoldDatabaseCommand, path]
            )
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            holder.StandardOutput.ReadLine().ShouldBe("open");
            var exception = Should.Throw<DuckDbException>(() => DuckDbDatabase.Open(path));
            exception.ErrorType.ShouldBe(DuckDbErrorType.IO);
            exception.Message.ShouldContain("Could not set lock on file");
            exception.Message.ShouldContain($"PID {holder.Id}");
        }
        finally
        {
            holder.Kill();
            holder.WaitForExit();
        }

        DuckDbDatabase.Open(path).Dispose();
    }
}
