using Permil.Focus.Export;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>A name is one file's, also where it would be a pattern to DuckDB.</summary>
public sealed class FocusFileNameTests
{
    private const string Heading = $"{FocusFields.RowIdName},BillingAccountId,BillingPeriodStart";

    public static TheoryData<string, string> Names =>
        new()
        {
            { "oct[1]", "oct1" },
            { "oct*", "oct1" },
            { "oct?", "oct1" },
            { "o'[[x]*]?", "o'xz]y" },
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_CsvNamedLikeAPattern_ReadsItAndNoOther(string name, string other)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"{other}.csv", "a\r\nother\r\n");

        Values(folder.Write($"{name}.csv", "a\r\nown\r\n")).ShouldBe(["own"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_ParquetNamedLikeAPattern_ReadsItAndNoOther(string name, string other)
    {
        using var folder = new TemporaryFolder();
        WriteParquet(folder.PathOf($"{other}.parquet"), "SELECT 'other' AS b");
        WriteParquet(folder.PathOf("own"), "SELECT 'own' AS a");
        File.Move(folder.PathOf("own"), folder.PathOf($"{name}.parquet"));

        Values(folder.PathOf($"{name}.parquet")).ShouldBe(["own"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Place_FileNamedLikeAPattern_ReadsItAndNoOther(string name, string other)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"{other}.csv", $"{Heading}\r\nother,acme,2026-09-01T00:00:00Z\r\n");
        var file = folder.Write($"{name}.csv", $"{Heading}\r\nown,acme,2026-10-01T00:00:00Z\r\n");

        FocusRowPlace.Read(file, "1").RowId.ShouldBe("own");
    }

    [Fact]
    public void Place_Row0_SaysWhereRowsBegin()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.csv", $"{Heading}\r\nown,acme,2026-10-01T00:00:00Z\r\n");

        Should
            .Throw<IOException>(() => FocusRowPlace.Read(file, "0"))
            .Message.ShouldBe($"{file}: found row 0, rows are counted from 1");
        Should.Throw<IOException>(() => FocusRowPlace.Read(file, "2")).Message.ShouldBe($"{file}: found no row 2");
    }

    [Fact]
    public void Place_OfAnotherTable_SaysThatItIsNoCostAndUsage()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.csv", "InvoiceId,BillingAccountId\r\n1,acme\r\n");

        Should
            .Throw<IOException>(() => FocusRowPlace.Read(file, "1"))
            .Message.ShouldBe(
                $"{file}: it is no CostAndUsage that was exported here: it has no column x_RowId, BillingPeriodStart"
            );
    }

    [Fact]
    public void Open_Folder_SaysThatItIsOne()
    {
        using var folder = new TemporaryFolder();

        Should
            .Throw<FocusFileException>(() => FocusFile.Open(folder.Path))
            .Message.ShouldBe($"{folder.Path}: it is a folder; allowed: a file");
    }

    private static List<string> Values(string path)
    {
        var found = new List<string>();
        FocusFile
            .Open(path)
            .Read(batch =>
            {
                for (var row = 0; row < batch.Count; row++)
                {
                    found.Add(System.Text.Encoding.UTF8.GetString(batch[0][row]));
                }
            });
        return found;
    }

    private static void WriteParquet(string path, string query)
    {
        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        connection.Execute($"COPY ({query}) TO {SqlText.Quote(path)} (FORMAT parquet)");
    }
}
