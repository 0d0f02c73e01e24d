namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbConnectionTests : IDisposable
{
    private readonly Duck _duck = new();

    public void Dispose() => _duck.Dispose();

    [Fact]
    public void Execute_SeveralStatements_RunsAll()
    {
        _duck.Connection.Execute("CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (1), (2); -- and a comment");
        _duck.One("SELECT sum(i) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(3);
    }

    [Fact]
    public void Execute_Changes_ReturnsTheRowsChanged()
    {
        _duck.Connection.Execute("CREATE TABLE t (i INTEGER)", []).ShouldBe(0);
        _duck.Connection.Execute("INSERT INTO t SELECT * FROM range($1)", 10).ShouldBe(10);
        _duck.Connection.Execute("UPDATE t SET i = -i WHERE i >= $1", 4).ShouldBe(6);
        _duck.Connection.Execute("DELETE FROM t WHERE i = $1", 0).ShouldBe(1);
    }

    [Theory]
    [InlineData("SELEC 1", DuckDbErrorType.Parser, "syntax error at or near \"SELEC\"")]
    [InlineData("SELECT * FROM missing", DuckDbErrorType.Catalog, "Table with name missing does not exist")]
    [InlineData("SELECT missing FROM range(1)", DuckDbErrorType.Binder, "missing")]
    [InlineData("SELECT 'a'::INTEGER", DuckDbErrorType.Conversion, "Could not convert string 'a'")]
    [InlineData("SELECT 9223372036854775807 + 1", DuckDbErrorType.OutOfRange, "Overflow")]
    [InlineData("SELECT error('said by hand')", DuckDbErrorType.InvalidInput, "said by hand")]
    public void Query_Faulty_ThrowsDuckDbsTextAndType(string sql, DuckDbErrorType type, string text)
    {
        var fromQuery = Should.Throw<DuckDbException>(() => _duck.Connection.Query(sql));
        fromQuery.Message.ShouldContain(text);
        fromQuery.ErrorType.ShouldBe(type);
        var fromExecute = Should.Throw<DuckDbException>(() => _duck.Connection.Execute(sql));
        fromExecute.Message.ShouldContain(text);
        fromExecute.ErrorType.ShouldBe(type);
        _duck.One("SELECT 42", chunk => chunk.Int64(0, 0)).ShouldBe(42);
    }

    [Fact]
    public void Prepare_SeveralStatements_IsRefused() =>
        Should.Throw<DuckDbException>(() => _duck.Connection.Prepare("SELECT 1; SELECT 2"));

    [Fact]
    public void Execute_SqlWithNul_IsRefused() =>
        Should
            .Throw<ArgumentException>(() => _duck.Connection.Execute("SELECT 1\0; DROP TABLE t"))
            .Message.ShouldContain("NUL character at index 8");

    [Fact]
    public void Execute_ParametersMissingOrTooMany_SaysSo()
    {
        Should
            .Throw<DuckDbException>(() => _duck.Connection.Query("SELECT $1"))
            .ErrorType.ShouldBe(DuckDbErrorType.InvalidInput);
        Should
            .Throw<DuckDbException>(() => _duck.Connection.Query("SELECT $1", 1, 2))
            .Message.ShouldBe("The statement has 1 parameters, 2 values were given.");
        using var statement = _duck.Connection.Prepare("SELECT $1");
        Should.Throw<DuckDbException>(() => statement.Bind(2, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => statement.Bind(0, 1));
    }

    [Fact]
    public void Statement_AfterAFailure_StaysUsable()
    {
        _duck.Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY)");
        using var insert = _duck.Connection.Prepare("INSERT INTO t VALUES ($1)");
        insert.Execute(1).ShouldBe(1);
        Should.Throw<DuckDbException>(() => insert.Execute(1)).ErrorType.ShouldBe(DuckDbErrorType.Constraint);
        Should.Throw<DuckDbException>(() => insert.Execute("no number")).ErrorType.ShouldBe(DuckDbErrorType.Conversion);
        Should.Throw<ArgumentException>(() => insert.Execute("\uD800"));
        insert.Execute(2).ShouldBe(1);
        insert.Bind(1, 3);
        insert.Execute().ShouldBe(1);
        using var select = _duck.Connection.Prepare("SELECT count(*) FROM t WHERE i <= $1");
        for (var i = 0; i <= 3; i++)
        {
            using var result = select.Query(i);
            result.NextChunk().ShouldNotBeNull().Int64(0, 0).ShouldBe(i);
        }
    }

    [Fact]
    public void Query_OtherStatementsMeanwhile_KeepsItsRows()
    {
        _duck.Connection.Execute("CREATE TABLE t AS SELECT * FROM range(100000) r(i)");
        using var result = _duck.Connection.Query("SELECT i FROM t");
        long sum = 0;
        while (result.NextChunk() is { } chunk)
        {
            _duck.Connection.Execute("DELETE FROM t WHERE i < $1", 10);
            foreach (var value in chunk.Values<long>(0))
            {
                sum += value;
            }
        }

        sum.ShouldBe(99_999L * 100_000 / 2);
    }

    [Fact]
    public void Stream_ReadToTheEnd_GivesEveryRow()
    {
        using var result = _duck.Connection.Stream("SELECT i FROM range($1) r(i)", 1_000_000);
        long sum = 0;
        while (result.NextChunk() is { } chunk)
        {
            foreach (var value in chunk.Values<long>(0))
            {
                sum += value;
            }
        }

        sum.ShouldBe(999_999L * 1_000_000 / 2);
    }

    [Fact]
    public void Stream_OtherStatementMeanwhile_IsRefusedNotCutShort()
    {
        using var result = _duck.Connection.Stream("SELECT i FROM range(10000000) r(i)");
        result.NextChunk().ShouldNotBeNull();
        _duck.Connection.Execute("SELECT 1");
        Should.Throw<DuckDbException>(() =>
        {
            while (result.NextChunk() is not null) { }
        });
    }

    [Fact]
    public void Stream_FaultInALateRow_ThrowsAfterTheRowsBefore()
    {
        using var result = _duck.Connection.Stream(
            "SELECT CASE WHEN i = 9000000 THEN error('row nine million') ELSE i END FROM range(10000000) r(i)"
        );
        Should
            .Throw<DuckDbException>(() =>
            {
                while (result.NextChunk() is not null) { }
            })
            .Message.ShouldContain("row nine million");
        _duck.One("SELECT 42", chunk => chunk.Int64(0, 0)).ShouldBe(42);
    }

    [Fact]
    public async Task Interrupt_FromAnotherThread_EndsTheQuery()
    {
        using var stop = new CancellationTokenSource();
        var interrupting = Task.Run(async () =>
        {
            // The query may not have begun when the first call comes.
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(20, CancellationToken.None);
                _duck.Connection.Interrupt();
            }
        });
        var exception = Should.Throw<DuckDbException>(() =>
            _duck.Connection.Query(
                "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 9"
            )
        );
        await stop.CancelAsync();
        await interrupting;
        exception.ErrorType.ShouldBe(DuckDbErrorType.Interrupt);
        _duck.One("SELECT 42", chunk => chunk.Int64(0, 0)).ShouldBe(42);
    }

    [Fact]
    public async Task Connect_TwoThreadsWithAConnectionEach_BothWork()
    {
        _duck.Connection.Execute("CREATE TABLE t (worker INTEGER, i INTEGER)");
        await Task.WhenAll(Enumerable.Range(0, 2).Select(worker => Task.Run(() => Work(worker))));
        _duck.One("SELECT count(*) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(2 * 200 * 100);

        void Work(int worker)
        {
            using var connection = _duck.Database.Connect();
            for (var round = 0; round < 200; round++)
            {
                using (var appender = connection.Append("t"))
                {
                    appender.Chunk.Column<int>(0)[..100].Fill(worker);
                    appender.Chunk.Column<int>(1)[..100].Fill(round);
                    appender.Append(100);
                    appender.Close();
                }

                using var result = connection.Query("SELECT count(*) FROM t WHERE worker = $1", worker);
                result.NextChunk().ShouldNotBeNull().Int64(0, 0).ShouldBe((round + 1) * 100);
            }
        }
    }

    [Fact]
    public void Execute_AfterDispose_IsRefused()
    {
        var connection = _duck.Database.Connect();
        var statement = connection.Prepare("SELECT 1");
        connection.Dispose();
        connection.Dispose();
        Should.Throw<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
        Should.Throw<ObjectDisposedException>(() => connection.Append("t"));
        using (var result = statement.Query())
        {
            result.NextChunk().ShouldNotBeNull().Int64(0, 0).ShouldBe(1);
        }

        statement.Dispose();
        Should.Throw<ObjectDisposedException>(() => statement.Execute());
    }
}
