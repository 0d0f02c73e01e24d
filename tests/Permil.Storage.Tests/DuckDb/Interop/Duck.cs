namespace Permil.Storage.DuckDb.Interop;

/// <summary>A database in memory with one connection, and the short ways tests take.</summary>
internal sealed class Duck : IDisposable
{
    public Duck()
    {
        Database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        Connection = Database.Connect();
    }

    public DuckDbDatabase Database { get; }

    public DuckDbConnection Connection { get; }

    /// <summary>Reads the one row of a query.</summary>
    public T One<T>(string sql, Func<DuckDbChunk, T> read, params ReadOnlySpan<DuckDbValue> parameters)
    {
        using var result = Connection.Query(sql, parameters);
        var chunk = result.NextChunk().ShouldNotBeNull();
        chunk.Count.ShouldBe(1);
        var value = read(chunk);
        result.NextChunk().ShouldBeNull();
        return value;
    }

    public void Dispose()
    {
        Connection.Dispose();
        Database.Dispose();
    }
}
