using System.Text;

namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbAppenderTests : IDisposable
{
    private readonly Duck _duck = new();

    public void Dispose() => _duck.Dispose();

    [Fact]
    public void Column_EveryTypeAtBothEnds_ComesBackTheSame()
    {
        Ends("BOOLEAN", false, true);
        Ends("TINYINT", sbyte.MinValue, sbyte.MaxValue);
        Ends("SMALLINT", short.MinValue, short.MaxValue);
        Ends("INTEGER", int.MinValue, int.MaxValue);
        Ends("BIGINT", long.MinValue, long.MaxValue);
        Ends("HUGEINT", Int128.MinValue, Int128.MaxValue);
        Ends("UTINYINT", byte.MinValue, byte.MaxValue);
        Ends("USMALLINT", ushort.MinValue, ushort.MaxValue);
        Ends("UINTEGER", uint.MinValue, uint.MaxValue);
        Ends("UBIGINT", ulong.MinValue, ulong.MaxValue);
        Ends("UHUGEINT", UInt128.MinValue, UInt128.MaxValue);
        Ends("FLOAT", float.MinValue, float.MaxValue);
        Ends("DOUBLE", double.MinValue, double.MaxValue);
        Ends("TIMESTAMP", long.MinValue + 2, long.MaxValue - 1);
        Ends("DATE", -100_000, 100_000);
        var nines = Int128.Parse(new string('9', 38));
        for (var scale = 0; scale <= 38; scale++)
        {
            Ends($"DECIMAL(38,{scale})", -nines, nines);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(300_000)]
    public void Append_AnyNumberOfRowsWithNulls_StoresEachOnce(int rows)
    {
        _duck.Connection.Execute("CREATE TABLE t (i BIGINT, n BIGINT, s VARCHAR, l BIGINT[])");
        using (var appender = _duck.Connection.Append("t"))
        {
            var chunk = appender.Chunk;
            chunk.Capacity.ShouldBe(2048);
            for (var first = 0; first < rows; first += chunk.Capacity)
            {
                var count = Math.Min(chunk.Capacity, rows - first);
                for (var row = 0; row < count; row++)
                {
                    var i = first + row;
                    chunk.Column<long>(0)[row] = i;
                    chunk.Column<long>(1)[row] = -i;
                    if (i % 3 == 0)
                    {
                        chunk.SetNull(1, row);
                        chunk.SetNull(2, row);
                        chunk.SetNull(3, row);
                        continue;
                    }

                    chunk.SetText(2, row, $"{i} {new string('x', i % 30)}");
                    chunk.SetList<long>(3, row, [i, i * 2L]);
                }

                appender.Append(count);
            }

            appender.Close();
        }

        _duck
            .One(
                """
                SELECT count(*) = $1 AND count(DISTINCT i) = $1
                    AND bool_and(CASE WHEN i % 3 = 0 THEN n IS NULL AND s IS NULL AND l IS NULL
                        ELSE n = -i AND s = concat(i, ' ', repeat('x', i % 30)) AND l = [i, i * 2] END)
                FROM t
                """,
                chunk => chunk.Boolean(0, 0),
                rows
            )
            .ShouldBeTrue();
    }

    [Fact]
    public void SetNull_AtEveryPlaceOfAChunk_IsThatRowOnly()
    {
        _duck.Connection.Execute("CREATE TABLE t (place INTEGER, i INTEGER, v BIGINT, s VARCHAR)");
        using (var appender = _duck.Connection.Append("t"))
        {
            for (var place = 0; place < appender.Chunk.Capacity; place += place is > 130 and < 1900 ? 61 : 1)
            {
                for (var i = 0; i < appender.Chunk.Capacity; i++)
                {
                    appender.Chunk.Column<int>(0)[i] = place;
                    appender.Chunk.Column<int>(1)[i] = i;
                    appender.Chunk.Column<long>(2)[i] = i;
                    appender.Chunk.SetText(3, i, "some text"u8);
                }

                appender.Chunk.SetNull(2, place);
                appender.Chunk.SetNull(3, place);
                appender.Append(appender.Chunk.Capacity);
            }

            appender.Close();
        }

        _duck
            .One(
                "SELECT bool_and((v IS NULL) = (i = place) AND (s IS NULL) = (i = place)) FROM t",
                chunk => chunk.Boolean(0, 0)
            )
            .ShouldBeTrue();
    }

    [Fact]
    public void SetText_AnyText_ComesBackTheSame()
    {
        string?[] texts =
        [
            "",
            null,
            "twelve bytes",
            "thirteen byte",
            "a\0b",
            "\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "'; DROP TABLE t; --",
            "Ā😀\uFFFF\uFEFF",
            new string('é', 5_000),
            new string('x', 100_000),
            new string('y', 3),
        ];
        _duck.Connection.Execute("CREATE TABLE t (i INTEGER, s VARCHAR, u VARCHAR, b BLOB)");
        using (var appender = _duck.Connection.Append("t"))
        {
            // Twice, since a chunk used again must not show what was in it.
            for (var round = 0; round < 2; round++)
            {
                for (var row = 0; row < texts.Length; row++)
                {
                    appender.Chunk.Column<int>(0)[row] = (round * texts.Length) + row;
                    appender.Chunk.SetText(1, row, texts[row]);
                    if (texts[row] is { } text)
                    {
                        appender.Chunk.SetText(2, row, Encoding.UTF8.GetBytes(text));
                        appender.Chunk.SetBytes(3, row, Encoding.UTF8.GetBytes(text));
                    }
                    else
                    {
                        appender.Chunk.SetNull(2, row);
                        appender.Chunk.SetNull(3, row);
                    }
                }

                appender.Append(texts.Length);
            }

            appender.Close();
        }

        using var result = _duck.Connection.Query("SELECT s, u, b FROM t ORDER BY i");
        var chunk = result.NextChunk().ShouldNotBeNull();
        chunk.Count.ShouldBe(2 * texts.Length);
        for (var row = 0; row < chunk.Count; row++)
        {
            var text = texts[row % texts.Length];
            chunk.Text(0, row).ShouldBe(text);
            chunk.Text(1, row).ShouldBe(text);
            chunk.Bytes(2, row).ShouldBe(text is null ? null : Encoding.UTF8.GetBytes(text));
        }
    }

    [Fact]
    public void SetText_WhatIsNoText_IsRefusedAndTheRowCanBeSetAgain()
    {
        _duck.Connection.Execute("CREATE TABLE t (s VARCHAR)");
        using var appender = _duck.Connection.Append("t");
        Should
            .Throw<ArgumentException>(() => appender.Chunk.SetText(0, 0, "ok\uD800"))
            .Message.ShouldContain("index 2");
        Should.Throw<ArgumentException>(() => appender.Chunk.SetText(0, 0, [0x61, 0xFF]));
        Should.Throw<ArgumentException>(() => appender.Chunk.SetText(0, 0, [0xED, 0xA0, 0x80]));
        appender.Chunk.SetText(0, 0, "good");
        appender.Append(1);
        appender.Close();
        _duck.One("SELECT s FROM t", chunk => chunk.Text(0, 0)).ShouldBe("good");
    }

    [Fact]
    public void Append_RowsWhoseTextAndListWereNotSet_StoresThemEmpty()
    {
        _duck.Connection.Execute("CREATE TABLE t (s VARCHAR, l BIGINT[], m MAP(VARCHAR, VARCHAR))");
        using (var appender = _duck.Connection.Append("t"))
        {
            for (var row = 0; row < 100; row++)
            {
                appender.Chunk.SetText(0, row, "a text of the chunk before");
                appender.Chunk.SetList<long>(1, row, [1, 2, 3]);
                appender.Chunk.SetTextMap(
                    2,
                    row,
                    new Dictionary<string, string?>(StringComparer.Ordinal) { ["a"] = "b" }
                );
            }

            appender.Append(100);
            appender.Append(100);
            appender.Close();
        }

        _duck
            .One("SELECT count(*) FROM t WHERE s = '' AND l = [] AND cardinality(m) = 0", chunk => chunk.Int64(0, 0))
            .ShouldBe(100);
    }

    [Fact]
    public void SetList_MoreElementsThanAChunkHasRows_KeepsAll()
    {
        _duck.Connection.Execute(
            "CREATE TABLE t (i BIGINT, l BIGINT[], s VARCHAR[], m MAP(VARCHAR, VARCHAR), d DECIMAL(38,3)[])"
        );
        using (var appender = _duck.Connection.Append("t"))
        {
            for (var round = 0; round < 3; round++)
            {
                for (var row = 0; row < 2048; row++)
                {
                    var i = (round * 2048L) + row;
                    appender.Chunk.Column<long>(0)[row] = i;
                    appender.Chunk.SetList(1, row, Enumerable.Range(0, row % 10).Select(x => i + x).ToArray().AsSpan());
                    appender.Chunk.SetTextList(2, row, [$"{i}", null, $"the third text of row {i}"]);
                    appender.Chunk.SetTextMap(
                        3,
                        row,
                        Enumerable
                            .Range(0, row % 6)
                            .ToDictionary(x => $"key {x}", x => x == 3 ? null : $"a value of row {i}")
                    );
                    appender.Chunk.SetList<Int128>(4, row, [i, -i]);
                }

                appender.Append(2048);
            }

            appender.Close();
        }

        _duck
            .One(
                """
                SELECT count(*) FROM t
                WHERE l = list_transform(range(i % 2048 % 10), x -> i + x)
                    AND s IS NOT DISTINCT FROM [i::VARCHAR, NULL, concat('the third text of row ', i)]
                    AND d = [(i / 1000)::DECIMAL(38,3), (-i / 1000)::DECIMAL(38,3)]
                    AND m IS NOT DISTINCT FROM map_from_entries(list_transform(range(i % 2048 % 6),
                        x -> {'k': concat('key ', x), 'v': CASE WHEN x = 3 THEN NULL ELSE concat('a value of row ', i) END}))
                """,
                chunk => chunk.Int64(0, 0)
            )
            .ShouldBe(3 * 2048);
    }

    [Fact]
    public void Append_SomeColumns_LeavesTheOthersToTheirDefaults()
    {
        _duck.Connection.Execute("CREATE TABLE t (a INTEGER DEFAULT 7, b VARCHAR, c INTEGER)");
        using (var appender = _duck.Connection.Append("t", "c", "b"))
        {
            appender.Chunk.ColumnCount.ShouldBe(2);
            appender.Chunk.Column<int>(0)[0] = 1;
            appender.Chunk.SetText(1, 0, "b");
            appender.Append(1);
            appender.Close();
        }

        _duck.One("SELECT a || b || c FROM t", chunk => chunk.Text(0, 0)).ShouldBe("7b1");
    }

    [Theory]
    [InlineData("missing", new string[0], "missing")]
    [InlineData("t", new[] { "missing" }, "missing")]
    [InlineData("t\"; DROP TABLE t; --", new string[0], "DROP TABLE")]
    public void Append_ToWhatIsNotThere_SaysWhat(string table, string[] columns, string expected)
    {
        _duck.Connection.Execute("CREATE TABLE t (a INTEGER)");
        Should.Throw<DuckDbException>(() => _duck.Connection.Append(table, columns)).Message.ShouldContain(expected);
        _duck.One("SELECT count(*) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(0);
    }

    [Fact]
    public void Column_OfAnotherForm_IsRefused()
    {
        _duck.Connection.Execute("CREATE TABLE t (a INTEGER, s VARCHAR, l BIGINT[])");
        using var appender = _duck.Connection.Append("t");
        Should.Throw<InvalidOperationException>(() => appender.Chunk.Column<long>(0).Length);
        Should.Throw<InvalidOperationException>(() => appender.Chunk.SetText(0, 0, "a"));
        Should.Throw<InvalidOperationException>(() => appender.Chunk.SetBytes(1, 0, [1]));
        Should.Throw<InvalidOperationException>(() => appender.Chunk.SetList<int>(2, 0, [1]));
        Should.Throw<InvalidOperationException>(() => appender.Chunk.SetList<int>(0, 0, [1]));
        Should.Throw<ArgumentOutOfRangeException>(() => appender.Chunk.SetNull(0, 2048));
        Should.Throw<ArgumentOutOfRangeException>(() => appender.Chunk.SetText(1, -1, "a"));
        Should.Throw<ArgumentOutOfRangeException>(() => appender.Append(2049));
    }

    [Fact]
    public void Close_ConstraintViolated_ThrowsDuckDbsTextAndStoresNothing()
    {
        _duck.Connection.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, s VARCHAR NOT NULL)");
        _duck.Connection.Execute("INSERT INTO t VALUES (2, 'there before')");
        using (var appender = _duck.Connection.Append("t"))
        {
            for (var row = 0; row < 3; row++)
            {
                appender.Chunk.Column<int>(0)[row] = row;
                appender.Chunk.SetText(1, row, "a");
            }

            appender.Append(3);
            var exception = Should.Throw<DuckDbException>(appender.Close);
            exception.ErrorType.ShouldBe(DuckDbErrorType.Constraint);
            exception.Message.ShouldContain("uplicate key");
            Should.Throw<DuckDbException>(appender.Flush);
        }

        _duck.One("SELECT count(*) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(1);
        using (var appender = _duck.Connection.Append("t"))
        {
            appender.Chunk.Column<int>(0)[0] = 9;
            appender.Chunk.SetNull(1, 0);
            Should
                .Throw<DuckDbException>(() =>
                {
                    appender.Append(1);
                    appender.Flush();
                })
                .Message.ShouldContain("NOT NULL");
        }

        _duck.One("SELECT count(*) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(1);
    }

    [Fact]
    public void Dispose_WithoutClose_DropsTheRows()
    {
        _duck.Connection.Execute("CREATE TABLE t (id INTEGER)");
        using (var appender = _duck.Connection.Append("t"))
        {
            appender.Append(5);
            appender.Flush();
            appender.Append(6);
        }

        _duck.One("SELECT count(*) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(5);
    }

    [Fact]
    public void Flush_InATransactionRolledBack_StoresNothing()
    {
        _duck.Connection.Execute("CREATE TABLE t (id INTEGER); BEGIN");
        using (var appender = _duck.Connection.Append("t"))
        {
            for (var i = 0; i < 150; i++)
            {
                appender.Append(2048);
            }

            appender.Close();
            appender.Close();
        }

        _duck.One("SELECT count(*) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(150 * 2048);
        _duck.Connection.Execute("ROLLBACK");
        _duck.One("SELECT count(*) FROM t", chunk => chunk.Int64(0, 0)).ShouldBe(0);
    }

    private void Ends<T>(string type, T low, T high)
        where T : unmanaged
    {
        _duck.Connection.Execute($"CREATE OR REPLACE TABLE ends (v {type})");
        using (var appender = _duck.Connection.Append("ends"))
        {
            appender.Chunk.Column<T>(0)[0] = low;
            appender.Chunk.Column<T>(0)[1] = high;
            appender.Chunk.SetNull(0, 2);
            appender.Append(3);
            appender.Close();
        }

        using var result = _duck.Connection.Query("SELECT v FROM ends");
        var chunk = result.NextChunk().ShouldNotBeNull();
        chunk.Values<T>(0)[0].ShouldBe(low, type);
        chunk.Values<T>(0)[1].ShouldBe(high, type);
        chunk.IsNull(0, 2).ShouldBeTrue(type);
    }
}
