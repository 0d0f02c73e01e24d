using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbVectorTests : IDisposable
{
    private readonly Duck _duck = new();

    public void Dispose() => _duck.Dispose();

    [Fact]
    public void Values_LiteralsAtTheEnds_AreRead()
    {
        Ends<bool>("BOOLEAN", "false", "true", false, true);
        Ends("TINYINT", "-128", "127", sbyte.MinValue, sbyte.MaxValue);
        Ends("SMALLINT", "-32768", "32767", short.MinValue, short.MaxValue);
        Ends("INTEGER", "-2147483648", "2147483647", int.MinValue, int.MaxValue);
        Ends("BIGINT", "-9223372036854775808", "9223372036854775807", long.MinValue, long.MaxValue);
        Ends("HUGEINT", $"{Int128.MinValue}", $"{Int128.MaxValue}", Int128.MinValue, Int128.MaxValue);
        Ends("UTINYINT", "0", "255", byte.MinValue, byte.MaxValue);
        Ends("USMALLINT", "0", "65535", ushort.MinValue, ushort.MaxValue);
        Ends("UINTEGER", "0", "4294967295", uint.MinValue, uint.MaxValue);
        Ends("UBIGINT", "0", "18446744073709551615", ulong.MinValue, ulong.MaxValue);
        Ends("UHUGEINT", "0", $"{UInt128.MaxValue}", UInt128.MinValue, UInt128.MaxValue);
        Ends("FLOAT", $"{float.MinValue:R}", $"{float.MaxValue:R}", float.MinValue, float.MaxValue);
        Ends("DOUBLE", $"{double.MinValue:R}", $"{double.MaxValue:R}", double.MinValue, double.MaxValue);
        Ends("TIMESTAMP", "1970-01-01 00:00:00", "1970-01-01 00:00:01.000001", 0L, 1_000_001L);
        Ends("DATE", "1969-12-31", "1970-01-02", -1, 1);
    }

    [Fact]
    public void Decimal_EveryScaleAtBothEnds_RawValuesAreExact()
    {
        var nines = Int128.Parse(new string('9', 38));
        for (var scale = 0; scale <= 38; scale++)
        {
            var digits = new string('9', 38);
            var literal = $"{digits[..(38 - scale)]}.{digits[(38 - scale)..]}".TrimEnd('.');
            using var result = _duck.Connection.Query(
                $"SELECT CAST('{literal}' AS DECIMAL(38,{scale})), CAST('-{literal}' AS DECIMAL(38,{scale}))"
            );
            var chunk = result.NextChunk().ShouldNotBeNull();
            result.Columns[0].Type.Width.ShouldBe(38);
            result.Columns[0].Type.Scale.ShouldBe(scale);
            chunk.Values<Int128>(0)[0].ShouldBe(nines);
            chunk.Values<Int128>(1)[0].ShouldBe(-nines);
            Should.Throw<DuckDbException>(() => chunk.Decimal(0, 0)).ErrorType.ShouldBe(DuckDbErrorType.OutOfRange);
        }
    }

    [Theory]
    [InlineData("DECIMAL(4,1)", "-999.9")]
    [InlineData("DECIMAL(9,9)", "0.000000001")]
    [InlineData("DECIMAL(18,3)", "999999999999999.999")]
    [InlineData("DECIMAL(38,12)", "-12345678901234567.123456789012")]
    [InlineData("DECIMAL(38,0)", "79228162514264337593543950335")]
    [InlineData("DECIMAL(38,38)", "0.1234567890123456789012345678")]
    [InlineData("TINYINT", "-128")]
    [InlineData("UBIGINT", "18446744073709551615")]
    [InlineData("HUGEINT", "-79228162514264337593543950335")]
    [InlineData("UHUGEINT", "79228162514264337593543950335")]
    public void Decimal_WhatADecimalHolds_IsExact(string type, string text) =>
        _duck.One($"SELECT '{text}'::{type}", chunk => chunk.Decimal(0, 0)).ShouldBe(decimal.Parse(text));

    [Fact]
    public void Decimal_OfAnyNumber_IsExactOrRefused() =>
        Prop.ForAll(
                Numbers.ToArbitrary(),
                number =>
                {
                    var (digits, scale) = number;
                    var (rest, places) = (BigInteger.Abs(digits), scale);
                    while (places > 0 && rest % 10 == 0)
                    {
                        (rest, places) = (rest / 10, places - 1);
                    }

                    var fits = places <= 28 && rest < BigInteger.Pow(2, 96);
                    try
                    {
                        return DigitsOf(DuckDbDecimal.ToDecimal((Int128)digits, scale), scale) == digits && fits;
                    }
                    catch (DuckDbException)
                    {
                        return !fits;
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Text_LiteralsInlinedAndLong_AreRead()
    {
        for (var length = 0; length <= 40; length++)
        {
            var text = new string('ä', length / 2) + new string('x', length % 2);
            _duck.One($"SELECT '{text}'", chunk => chunk.Text(0, 0)).ShouldBe(text);
            _duck
                .One($"SELECT '{text}'", chunk => System.Text.Encoding.UTF8.GetString(chunk.Utf8(0, 0)))
                .ShouldBe(text);
        }
    }

    [Fact]
    public void Bytes_Literal_IsRead() =>
        _duck.One("SELECT '\\x00\\xFFabc'::BLOB", chunk => chunk.Bytes(0, 0)).ShouldBe([0, 255, 97, 98, 99]);

    [Theory]
    [InlineData("TIMESTAMP '2026-11-21 08:15:30.123456'", "2026-11-21T08:15:30.123456Z")]
    [InlineData("TIMESTAMP_S '2026-11-21 08:15:30'", "2026-11-21T08:15:30Z")]
    [InlineData("TIMESTAMP_MS '2026-11-21 08:15:30.123'", "2026-11-21T08:15:30.123Z")]
    [InlineData("TIMESTAMPTZ '2026-11-21 08:15:30.123456+02'", "2026-11-21T06:15:30.123456Z")]
    public void Timestamp_EveryUnit_IsTheMoment(string literal, string expected) =>
        _duck.One($"SELECT {literal}", chunk => chunk.Timestamp(0, 0)).ShouldBe(DateTimeOffset.Parse(expected));

    [Theory]
    [InlineData("TIMESTAMP 'infinity'")]
    [InlineData("TIMESTAMP '10000-01-01'")]
    [InlineData("TIMESTAMP '0001-01-01 (BC)'")]
    public void Timestamp_OutsideOfTheYears_IsRefused(string literal) =>
        Should
            .Throw<DuckDbException>(() => _duck.One($"SELECT {literal}", chunk => chunk.Timestamp(0, 0)))
            .ErrorType.ShouldBe(DuckDbErrorType.OutOfRange);

    [Fact]
    public void Date_Literal_IsRead() =>
        _duck.One("SELECT DATE '2026-02-28'", chunk => chunk.Date(0, 0)).ShouldBe(new DateOnly(2026, 2, 28));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void List_OfEveryLength_IsRead(bool streaming)
    {
        const string Sql =
            "SELECT range(i % 7), CASE WHEN i % 3 = 0 THEN NULL ELSE [i::VARCHAR, NULL, ''] END FROM range(5000) r(i)";
        using var result = streaming ? _duck.Connection.Stream(Sql) : _duck.Connection.Query(Sql);
        var row = 0;
        while (result.NextChunk() is { } chunk)
        {
            for (var i = 0; i < chunk.Count; i++, row++)
            {
                chunk.List<long>(0, i).ShouldBe(Enumerable.Range(0, row % 7).Select(x => (long)x).ToArray());
                chunk.TextList(1, i).ShouldBe(row % 3 == 0 ? null : [$"{row}", null, ""]);
            }
        }

        row.ShouldBe(5000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TextMap_OfEveryLength_IsRead(bool streaming)
    {
        const string Sql = """
            SELECT CASE WHEN i % 5 = 4 THEN NULL ELSE map_from_entries(list_transform(range(i % 5),
                x -> {'k': 'key ' || x, 'v': CASE WHEN x = 2 THEN NULL ELSE 'a value of row ' || i END})) END
            FROM range(5000) r(i)
            """;
        using var result = streaming ? _duck.Connection.Stream(Sql) : _duck.Connection.Query(Sql);
        result.Columns[0].Type.ToString().ShouldBe("MAP(VARCHAR, VARCHAR)");
        var row = 0;
        while (result.NextChunk() is { } chunk)
        {
            for (var i = 0; i < chunk.Count; i++, row++)
            {
                var map = chunk.TextMap(0, i);
                if (row % 5 == 4)
                {
                    map.ShouldBeNull();
                    continue;
                }

                map.ShouldNotBeNull().Count.ShouldBe(row % 5);
                for (var x = 0; x < row % 5; x++)
                {
                    map[$"key {x}"].ShouldBe(x == 2 ? null : $"a value of row {row}");
                }
            }
        }

        row.ShouldBe(5000);
    }

    [Fact]
    public void Elements_OfListsInLists_AreReadByRange()
    {
        using var result = _duck.Connection.Query("SELECT [[1, 2], NULL, [], [3]], map {'a': [1.5, NULL]}");
        result
            .Columns.Select(column => column.Type.ToString())
            .ShouldBe(["INTEGER[][]", "MAP(VARCHAR, DECIMAL(2,1)[])"]);
        var chunk = result.NextChunk().ShouldNotBeNull();
        var outer = chunk[0];
        outer.Entry(0).ShouldBe(0..4);
        var inner = outer.Elements.ShouldNotBeNull();
        inner.List<int>(0).ShouldBe([1, 2]);
        inner.List<int>(1).ShouldBeNull();
        inner.List<int>(2).ShouldBe([]);
        inner.List<int>(3).ShouldBe([3]);
        chunk[1].Keys.ShouldNotBeNull().Text(0).ShouldBe("a");
        var decimals = chunk[1].Elements.ShouldNotBeNull().Elements.ShouldNotBeNull();
        decimals.Decimal(0).ShouldBe(1.5m);
        decimals.IsNull(1).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(10_000)]
    public void NextChunk_AnyNumberOfRows_GivesEachOnceWithItsNulls(int rows)
    {
        using var result = _duck.Connection.Query(
            "SELECT i, CASE WHEN i % 64 <> 63 THEN i END, i::VARCHAR || 'x' FROM range($1) r(i)",
            rows
        );
        long row = 0;
        while (result.NextChunk() is { } chunk)
        {
            chunk.Count.ShouldBeInRange(1, 2048);
            chunk.HasNulls(0).ShouldBeFalse();
            var ids = chunk.Values<long>(0);
            var sparse = chunk.Values<long>(1);
            var nulls = 0;
            for (var i = 0; i < chunk.Count; i++, row++)
            {
                ids[i].ShouldBe(row);
                chunk.Text(2, i).ShouldBe($"{row}x");
                chunk.IsNull(1, i).ShouldBe(row % 64 == 63);
                nulls += row % 64 == 63 ? 1 : 0;
                if (row % 64 != 63)
                {
                    sparse[i].ShouldBe(row);
                }
            }

            chunk.HasNulls(1).ShouldBe(nulls > 0);
        }

        row.ShouldBe(rows);
    }

    [Fact]
    public void HasNulls_OneNullAtAnyPlace_IsSeen()
    {
        for (var place = 0; place < 200; place++)
        {
            using var result = _duck.Connection.Query(
                "SELECT CASE WHEN i <> $1 THEN i END FROM range(200) r(i)",
                place
            );
            result.NextChunk().ShouldNotBeNull().HasNulls(0).ShouldBeTrue($"NULL in row {place}");
        }
    }

    [Fact]
    public void Values_OfAnotherForm_IsRefused()
    {
        using var result = _duck.Connection.Query(
            "SELECT 1::BIGINT, 'a', 1.5::DECIMAL(9,1), NULL::BIGINT, [1::BIGINT, NULL], 1.5::DOUBLE, INTERVAL 1 DAY"
        );
        var chunk = result.NextChunk().ShouldNotBeNull();
        Should
            .Throw<InvalidOperationException>(() => chunk.Values<int>(0).Length)
            .Message.ShouldBe("The values of a BIGINT column are not Int32 in memory.");
        Should.Throw<InvalidOperationException>(() => chunk.Values<ulong>(0).Length);
        Should.Throw<InvalidOperationException>(() => chunk.Values<long>(1).Length);
        Should.Throw<InvalidOperationException>(() => chunk.Values<long>(2).Length);
        chunk.Values<int>(2)[0].ShouldBe(15);
        Should.Throw<InvalidOperationException>(() => chunk.Values<long>(6).Length);
        Should.Throw<InvalidOperationException>(() => chunk.Text(0, 0)).Message.ShouldContain("BIGINT");
        Should.Throw<InvalidOperationException>(() => chunk.Bytes(1, 0));
        Should.Throw<InvalidOperationException>(() => chunk.Int64(1, 0));
        Should.Throw<InvalidOperationException>(() => chunk.Int64(2, 0));
        Should.Throw<InvalidOperationException>(() => chunk.Decimal(5, 0));
        Should.Throw<InvalidOperationException>(() => chunk.Int64(3, 0)).Message.ShouldContain("NULL");
        Should.Throw<InvalidOperationException>(() => chunk.List<long>(4, 0)).Message.ShouldContain("Element 1");
        Should.Throw<InvalidOperationException>(() => chunk.TextMap(4, 0));
        Should.Throw<InvalidOperationException>(() => chunk.Timestamp(0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => chunk.Int64(0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => chunk.IsNull(0, -1));
    }

    [Fact]
    public void Int64_OfAHugeIntTooLarge_IsRefused()
    {
        _duck.One("SELECT 9223372036854775807::HUGEINT", chunk => chunk.Int64(0, 0)).ShouldBe(long.MaxValue);
        Should.Throw<DuckDbException>(() =>
            _duck.One("SELECT 9223372036854775808::HUGEINT", chunk => chunk.Int64(0, 0))
        );
    }

    [Fact]
    public void Values_AfterTheNextChunkOrTheEnd_AreRefused()
    {
        var result = _duck.Connection.Query("SELECT i FROM range(5000) r(i)");
        var first = result.NextChunk().ShouldNotBeNull();
        var second = result.NextChunk().ShouldNotBeNull();
        Should.Throw<ObjectDisposedException>(() => first.Int64(0, 0));
        result.Dispose();
        Should.Throw<ObjectDisposedException>(() => second.Values<long>(0).Length);
        Should.Throw<ObjectDisposedException>(() => result.NextChunk());
        result.Dispose();
    }

    /// <summary>Numbers of 1 to 38 digits with up to as many zeros at the end, at any scale.</summary>
    private static Gen<(BigInteger Digits, int Scale)> Numbers =>
        from length in Gen.Choose(1, 38)
        from significant in Gen.Choose(1, length)
        from digits in Gen.Choose(0, 9).ArrayOf(significant)
        from negative in Gen.Elements(true, false)
        from scale in Gen.Choose(0, 38)
        let number = BigInteger.Parse(string.Concat(digits)) * BigInteger.Pow(10, length - significant)
        select (negative ? -number : number, scale);

    private static BigInteger DigitsOf(decimal value, int scale)
    {
        var bits = decimal.GetBits(value);
        var digits =
            (BigInteger)unchecked((uint)bits[0])
            + ((BigInteger)unchecked((uint)bits[1]) << 32)
            + ((BigInteger)unchecked((uint)bits[2]) << 64);
        digits *= BigInteger.Pow(10, scale - value.Scale);
        return value < 0 ? -digits : digits;
    }

    private void Ends<T>(string type, string low, string high, T expectedLow, T expectedHigh)
        where T : unmanaged
    {
        _duck.One($"SELECT '{low}'::{type}", chunk => chunk.Values<T>(0)[0]).ShouldBe(expectedLow);
        _duck.One($"SELECT '{high}'::{type}", chunk => chunk.Values<T>(0)[0]).ShouldBe(expectedHigh);
        _duck.One($"SELECT NULL::{type}", chunk => chunk.IsNull(0, 0)).ShouldBeTrue();
    }
}
