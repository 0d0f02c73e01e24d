namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbConnectionTests
{
    [Fact]
    public void Query_RowsInsertedByParameterAndAppender_ReadsThemBack()
    {
        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t (id BIGINT, name VARCHAR, cost DECIMAL(38,12)); CREATE TABLE u (x INTEGER)");
        connection.Execute("INSERT INTO t VALUES ($1, $2, $3)", 1L, "one", 1.25m).ShouldBe(1);
        using (var appender = connection.Append("t"))
        {
            appender.Chunk.Column<long>(0)[0] = 2;
            appender.Chunk.SetText(1, 0, "a text of more than twelve bytes");
            appender.Chunk.Column<Int128>(2)[0] = -1;
            appender.Chunk.Column<long>(0)[1] = 3;
            appender.Chunk.SetNull(1, 1);
            appender.Chunk.SetNull(2, 1);
            appender.Append(2);
            appender.Close();
        }

        using var result = connection.Query("SELECT * FROM t WHERE id >= $1 ORDER BY id", 1);
        result
            .Columns.Select(column => $"{column.Name} {column.Type}")
            .ShouldBe(["id BIGINT", "name VARCHAR", "cost DECIMAL(38,12)"]);
        var chunk = result.NextChunk().ShouldNotBeNull();
        chunk.Count.ShouldBe(3);
        chunk.Values<long>(0).ToArray().ShouldBe([1, 2, 3]);
        chunk.Text(1, 0).ShouldBe("one");
        chunk.Text(1, 1).ShouldBe("a text of more than twelve bytes");
        chunk.Text(1, 2).ShouldBeNull();
        chunk.Decimal(2, 0).ShouldBe(1.25m);
        chunk.Decimal(2, 1).ShouldBe(-0.000000000001m);
        chunk.IsNull(2, 2).ShouldBeTrue();
        result.NextChunk().ShouldBeNull();
    }
}
