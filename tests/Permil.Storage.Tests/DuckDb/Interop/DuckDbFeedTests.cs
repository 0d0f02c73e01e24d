namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbFeedTests
{
    [Fact]
    public void Feed_SeveralChunks_GivesRowsInTheirOrder()
    {
        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        int[] sizes = [2048, 2048, 7];
        var next = 0;
        var row = 0;
        using var feed = connection.Feed("fed", Columns(), Fill);

        connection.Execute("CREATE TABLE kept AS SELECT row_number() OVER () - 1 AS place, * FROM fed()");

        connection.QueryNumber("SELECT count(*) FROM kept").ShouldBe(4103);
        connection
            .QueryNumber(
                """
                SELECT count(*) FROM kept WHERE number = place AND text = CASE WHEN place % 3 = 0 THEN 'the same long text' ELSE 'text of row ' || place END
                AND amount IS NOT DISTINCT FROM CASE WHEN place % 2 = 0 THEN place::DECIMAL(38,18) END
                """
            )
            .ShouldBe(4103);

        int Fill(DuckDbChunkWriter chunk)
        {
            var rows = next < sizes.Length ? sizes[next++] : 0;
            for (var i = 0; i < rows; i++, row++)
            {
                chunk.Column<long>(0)[i] = row;
                chunk.SetText(1, i, row % 3 == 0 ? "the same long text" : $"text of row {row}");
                if (row % 2 == 0)
                {
                    chunk.Column<Int128>(2)[i] = row * (Int128)1_000_000_000_000_000_000;
                }
                else
                {
                    chunk.SetNull(2, i);
                }
            }

            return rows;
        }
    }

    [Fact]
    public void Feed_RowsCannotBeMade_StatementFailsAndSaysWhy()
    {
        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        using var feed = connection.Feed("fed", Columns(), _ => throw new InvalidTimeZoneException("no such row"));

        Should.Throw<DuckDbException>(() => connection.Execute("CREATE TABLE kept AS FROM fed()"));

        feed.Failure.ShouldNotBeNull().SourceException.Message.ShouldBe("no such row");
    }

    private static (string, LogicalTypeHandle)[] Columns() =>
        [
            ("number", LogicalTypeHandle.Of(DuckDbType.BigInt)),
            ("text", LogicalTypeHandle.Of(DuckDbType.Varchar)),
            ("amount", LogicalTypeHandle.Decimal(38, 18)),
        ];
}
