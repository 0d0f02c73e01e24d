using System.Runtime.CompilerServices;

namespace Permil.Storage.DuckDb.Interop;

[Collection(NativeHandleCollection.Name)]
public sealed class DuckDbHandleTests : IDisposable
{
    private readonly string _before = LiveHandles();

    /// <summary>After every test the handles are those of before it.</summary>
    public void Dispose() => LiveHandles().ShouldBe(_before);

    [Fact]
    public void Live_WhileOpen_CountsEachByItsType()
    {
        using (var duck = new Duck())
        {
            duck.Connection.Execute("CREATE TABLE t (i INTEGER, d DECIMAL(38,2)[])");
            using var statement = duck.Connection.Prepare("SELECT 1");
            using var result = statement.Query();
            result.NextChunk();
            using var appender = duck.Connection.Append("t");
            DuckDbHandle.Live[typeof(DatabaseHandle)].ShouldBe(1);
            DuckDbHandle.Live[typeof(ConnectionHandle)].ShouldBe(1);
            DuckDbHandle.Live[typeof(StatementHandle)].ShouldBe(1);
            DuckDbHandle.Live[typeof(ResultHandle)].ShouldBe(1);
            DuckDbHandle.Live[typeof(AppenderHandle)].ShouldBe(1);
            DuckDbHandle.Live[typeof(DataChunkHandle)].ShouldBe(2);
            DuckDbHandle.Live.ContainsKey(typeof(LogicalTypeHandle)).ShouldBeFalse();
            DuckDbHandle.Live.ContainsKey(typeof(ConfigHandle)).ShouldBeFalse();
        }

        DuckDbHandle.Live.ShouldBeEmpty();
    }

    [Fact]
    public void Dispose_InTheWrongOrder_ReleasesAllAtTheLast()
    {
        var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        var connection = database.Connect();
        connection.Execute("CREATE TABLE t (s VARCHAR)");
        var statement = connection.Prepare("SELECT 'a text of more than twelve bytes' FROM range(10000)");
        var result = statement.Query();
        var chunk = result.NextChunk().ShouldNotBeNull();
        var appender = connection.Append("t");
        appender.Chunk.SetText(0, 0, "never written");
        appender.Append(1);

        database.Dispose();
        connection.Dispose();
        statement.Dispose();
        chunk.Text(0, 0).ShouldBe("a text of more than twelve bytes");
        chunk = result.NextChunk().ShouldNotBeNull();
        chunk.Text(0, 2047).ShouldBe("a text of more than twelve bytes");
        result.Dispose();
        DuckDbHandle.Live.ShouldNotBeEmpty();
        appender.Dispose();

        DuckDbHandle.Live.ShouldBeEmpty();
    }

    [Fact]
    public void Dispose_AfterExceptionsHalfWay_LeavesNothing()
    {
        using (var duck = new Duck())
        {
            duck.Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY)");
            for (var round = 0; round < 20; round++)
            {
                Should.Throw<DuckDbException>(() => duck.Connection.Execute("SELEC"));
                Should.Throw<DuckDbException>(() => duck.Connection.Prepare("SELEC"));
                Should.Throw<DuckDbException>(() => duck.Connection.Query("SELECT $1"));
                Should.Throw<DuckDbException>(() => duck.Connection.Query("SELECT $1::INTEGER", "no number"));
                Should.Throw<ArgumentException>(() => duck.Connection.Query("SELECT $1", "\uD800"));
                Should.Throw<ArgumentException>(() => duck.Connection.Query("SELECT '\uD800'"));
                Should.Throw<DuckDbException>(() => duck.Connection.Append("missing"));
                Should.Throw<DuckDbException>(() => duck.Connection.Append("t", "missing"));
                Should.Throw<DuckDbException>(() => DuckDbDatabase.Open("/no/such/folder/database"));
                Should.Throw<DuckDbException>(() =>
                    DuckDbDatabase.Open(
                        DuckDbDatabase.InMemory,
                        new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "many" }
                    )
                );
                Should.Throw<FormatException>(() => ReadHalf(duck));
                Should.Throw<FormatException>(() => AppendHalf(duck));
            }

            DuckDbHandle.Live.Keys.ShouldBe([typeof(DatabaseHandle), typeof(ConnectionHandle)], ignoreOrder: true);
        }

        DuckDbHandle.Live.ShouldBeEmpty();

        static void ReadHalf(Duck duck)
        {
            using var result = duck.Connection.Stream("SELECT * FROM range(1000000)");
            result.NextChunk();
            throw new FormatException();
        }

        static void AppendHalf(Duck duck)
        {
            using var appender = duck.Connection.Append("t");
            appender.Append(100);
            throw new FormatException();
        }
    }

    [Fact]
    public void Finalizers_OfEverythingForgotten_ReleaseAllAndDoNotCrash()
    {
        for (var round = 0; round < 20; round++)
        {
            Forget();
            Collect();
        }

        DuckDbHandle.Live.ShouldBeEmpty();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget()
        {
            var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
            var connection = database.Connect();
            connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY, s VARCHAR)");
            var appender = connection.Append("t");
            appender.Chunk.SetText(1, 0, "rows that break the key and were never written");
            appender.Append(100);
            connection.Prepare("SELECT $1").Bind(1, "bound");
            connection.Stream("SELECT * FROM range(1000000)").NextChunk();
            database.Connect().Query("SELECT * FROM range(1000000)").NextChunk();
        }
    }

    [Fact]
    public void Open_AThousandTimesOnOneFile_DoesNotGrow()
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "1" };
        Cycle(200);
        var before = ResidentBytes();
        Cycle(1000);
        var growth = ResidentBytes() - before;

        DuckDbHandle.Live.ShouldBeEmpty();

        // A database kept open would be some MB each time; what is left is the allocators' slack.
        growth.ShouldBeLessThan(24L * 1024 * 1024);

        void Cycle(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var database = DuckDbDatabase.Open(folder.PathOf("database"), settings);
                using var connection = database.Connect();
                if (i % 50 == 0)
                {
                    // Not each time: what takes long is the disk.
                    connection.Execute("CREATE OR REPLACE TABLE t AS SELECT 1 AS i");
                }

                using var result = connection.Query("SELECT i FROM t");
                result.NextChunk().ShouldNotBeNull().Int64(0, 0).ShouldBe(1);
            }
        }
    }

    private static long ResidentBytes()
    {
        Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static string LiveHandles()
    {
        Collect();
        return string.Join(
            ", ",
            DuckDbHandle.Live.Select(count => $"{count.Key.Name} {count.Value}").Order(StringComparer.Ordinal)
        );
    }
}
