using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Permil.Focus;
using Permil.Focus.Validation;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

public sealed class FocusValidationTests
{
    private static readonly IReadOnlyList<FocusRule> Rules = FocusRules.Of(FocusVersion.V13);

    public static TheoryData<string> Mutations => [.. FocusMutations.All.Keys];

    [Fact]
    public void Validate_RowsOfEveryKind_FindsNothing()
    {
        var report = Validate(new FocusSample());

        Failed(report).ShouldBeEmpty();
        report.IsValid.ShouldBeTrue();
        report.Rows.ShouldBe(12);
        report.Results.Count(result => result.Outcome == FocusOutcome.Pass).ShouldBeGreaterThan(250);
    }

    [Fact]
    public void Mutations_AreSixtyOrMore() => FocusMutations.All.Count.ShouldBeGreaterThanOrEqualTo(60);

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Validate_OneFault_IsFoundByItsRuleAndNoOtherColumns(string name)
    {
        var mutation = FocusMutations.All[name];
        var sample = new FocusSample();
        mutation.Change(sample);

        var failed = Failed(Validate(sample));

        failed.ShouldContain(mutation.Rule);
        string[] family = [mutation.Rule.Split('.')[0], .. mutation.Family];
        failed.Select(rule => rule.Split('.')[0]).Except(family, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Validate_FailingRows_AreCountedWithTheFirstFive()
    {
        var sample = new FocusSample();
        for (var i = 0; i < 5000; i++)
        {
            sample.Rows.Add(new(sample.Rows[FocusSample.Tokens], StringComparer.Ordinal) { ["BilledCost"] = null });
        }

        var result = Validate(sample).Results.Single(rule => rule.Rule.Id == "BilledCost.null");

        result.FailingRows.ShouldBe(5000);
        result.Examples.Select(example => example.Row).ShouldBe([13, 14, 15, 16, 17]);
        result.Examples[0].Values.ShouldBe([KeyValuePair.Create<string, string?>("BilledCost", null)]);
    }

    [Fact]
    public void Validate_Parquet_SaysWhatItSaysOfCsv()
    {
        using var folder = new TemporaryFolder();
        var sample = new FocusSample().Set(FocusSample.Tokens, "ListCost", "7.39");
        var parquet = WriteParquet(folder, sample, "DECIMAL(38,12)");

        Failed(Validate(parquet)).ShouldBe(Failed(Validate(sample)));
    }

    [Fact]
    public void Validate_BinaryNumbers_AreComparedAsSuch()
    {
        using var folder = new TemporaryFolder();

        Failed(Validate(WriteParquet(folder, new FocusSample(), "DOUBLE"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'NaN'::DOUBLE")]
    [InlineData("'Infinity'::DOUBLE")]
    [InlineData("'-Infinity'::FLOAT")]
    public void Validate_BinaryNumberThatIsNone_FailsItsFormat(string number)
    {
        using var folder = new TemporaryFolder();
        var parquet = WriteParquet(folder, new FocusSample(), "DOUBLE", billedCost: number);

        Failed(Validate(parquet)).ShouldContain("BilledCost.format");
    }

    [Fact]
    public void Validate_ParquetWithNumbersAsText_FindsTheType()
    {
        using var folder = new TemporaryFolder();

        Failed(Validate(WriteParquet(folder, new FocusSample(), "VARCHAR"))).ShouldContain("BilledCost.type");
    }

    [Theory]
    [InlineData("a,b\r\n1,2\r\n3\r\n", 3, "found 1 values, expected 2")]
    [InlineData("a,b\r\n1,2\r\n1,2,3\r\n", 3, "found 3 values, expected 2")]
    [InlineData("a,b\r\n1,2\r\n1,\"2\r\n", 3, "")]
    public void Read_MalformedCsv_SaysTheLine(string csv, int line, string fault)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("broken.csv", csv);

        var exception = Should.Throw<FocusFileException>(() => FocusFile.Open(path).Read(_ => { }));

        exception.Message.ShouldStartWith($"{path}:{line}: ");
        exception.Message.ShouldContain(fault);
    }

    [Fact]
    public void Read_Latin1_SaysTheLine()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("latin.csv", Encoding.Latin1.GetBytes("a,b\r\n1,2\r\n3,\u00f6\r\n"));

        Should
            .Throw<FocusFileException>(() => FocusFile.Open(path).Read(_ => { }))
            .Message.ShouldBe($"{path}:3: it is not in UTF-8");
    }

    [Fact]
    public void Open_EmptyFile_SaysThatThereIsNoHeading()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<FocusFileException>(() => FocusFile.Open(folder.Write("empty.csv", "")));
    }

    [Fact]
    public void Validate_CriteriaThatAreTold_AreTheOnlyOnes()
    {
        var sample = new FocusSample().Drop("RegionName");

        Failed(Validate(sample, criteria: [])).ShouldNotContain("RegionName.present");
        Failed(Validate(sample, criteria: ["REGION_SUPPORTED"])).ShouldContain("RegionName.present");
    }

    [Fact]
    public void Validate_NextVersion_WantsItsColumns()
    {
        var failed = Failed(Validate(new FocusSample(), FocusRules.Of(FocusVersion.V14)));

        failed.ShouldBe(["Columns.own", "Columns.order", "InvoiceDetailId.present"], ignoreOrder: true);
    }

    [Fact]
    public void Validate_AnyValuesAnywhere_NeverThrows()
    {
        string?[] values =
        [
            null,
            "",
            "0",
            "-1",
            "1E999",
            "1E-999",
            "1E9999999999",
            "99999999999999999999999999999999999999.99999999999999999999",
            ".",
            "-",
            "{}",
            "{\"Elements\":[1]}",
            "[[",
            "\u00e9\u4e16",
            "2026-02-30T00:00:00Z",
            "0001-01-01T00:00:00Z",
            "Usage",
            "Unused",
            new string('x', 70000),
            "a\nb",
        ];
        var columns = new FocusSample().Columns;
        var change =
            from row in Gen.Choose(0, 11)
            from column in Gen.Elements(columns.ToArray())
            from value in Gen.Elements(values)
            select (row, column, value);

        Prop.ForAll(
                change.ListOf(20).ToArbitrary(),
                changes =>
                {
                    var sample = new FocusSample();
                    foreach (var (row, column, value) in changes)
                    {
                        sample.Set(row, column, value);
                    }

                    var report = Validate(sample);
                    report.Rows.ShouldBe(12);
                    report.Results.ShouldAllBe(result => result.Examples.Count <= 5);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    internal static List<string> Failed(FocusReport report) =>
        [.. report.Checked.Where(result => result.Outcome == FocusOutcome.Fail).Select(result => result.Rule.Id)];

    internal static FocusReport Validate(
        FocusSample sample,
        IReadOnlyList<FocusRule>? rules = null,
        IReadOnlyCollection<string>? criteria = null
    )
    {
        using var folder = new TemporaryFolder();
        return Validate(folder.Write("focus.csv", sample.Csv()), rules, criteria);
    }

    private static FocusReport Validate(
        string path,
        IReadOnlyList<FocusRule>? rules = null,
        IReadOnlyCollection<string>? criteria = null
    )
    {
        var file = FocusFile.Open(path);
        var validation = new FocusValidation(rules ?? Rules, file.Columns, criteria);
        file.Read(validation.Look);
        return validation.Finish("rules");
    }

    private static string WriteParquet(
        TemporaryFolder folder,
        FocusSample sample,
        string numberType,
        string? billedCost = null
    )
    {
        var csv = folder.Write("focus.csv", sample.Csv());
        var parquet = Path.Combine(folder.Path, "focus.parquet");
        var values = sample.Columns.Select(name =>
            FocusColumns.Find(FocusVersion.V13, name)?.DataType switch
            {
                _ when name == "BilledCost" && billedCost is not null => $"{billedCost} AS BilledCost",
                FocusDataType.Decimal => $"\"{name}\"::{numberType} AS \"{name}\"",
                FocusDataType.DateTime => $"\"{name}\"::TIMESTAMPTZ AS \"{name}\"",
                _ => $"\"{name}\"",
            }
        );
        using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        using var connection = database.Connect();
        connection.Execute(
            $"SET TimeZone = 'UTC'; COPY (SELECT {string.Join(", ", values)} FROM read_csv('{csv}', all_varchar = true, header = true)) TO '{parquet}' (FORMAT parquet)"
        );
        return parquet;
    }
}
