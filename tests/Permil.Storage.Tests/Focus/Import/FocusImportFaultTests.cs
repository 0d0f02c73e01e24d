using System.Text;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus.Import;

/// <summary>What an import refuses, leaves out or does not replace, and how it says so.</summary>
public sealed class FocusImportFaultTests
{
    private const string Header =
        "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,ProviderName,ServiceName,ChargeDescription";

    private const string Row =
        "12.5,111,USD,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,2026-10-03T00:00:00Z,2026-10-04T00:00:00Z,12.5,10,Reseller,15,AWS,Bedrock,text";

    private const string Bad =
        "12.5,111,Dollars,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,2026-10-03T00:00:00Z,2026-10-04T00:00:00Z,12.5,10,Reseller,15,AWS,Bedrock,text";

    [Theory]
    [InlineData("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")]
    [InlineData("2026-10-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z")]
    [InlineData("2026-10-01T00:00Z", "2026-11-01T00:00Z")]
    [InlineData("2026-10-01T00:00:00", "2026-11-01T00:00:00")]
    [InlineData("2026-10-01T02:00:00+02:00", "2026-11-01T01:00:00+01:00")]
    [InlineData("2026-10-01 07:00:00 UTC", "2026-11-01 07:00:00 UTC")]
    [InlineData("2026-10-01 07:00:00.000000 UTC", "2026-11-01 07:00:00.123456 UTC")]
    [InlineData("2026-10-01 00:00:00+00", "2026-11-01 00:00:00+00")]
    [InlineData("2026-10-01", "2026-11-01")]
    public void Import_PeriodAsProvidersWriteIt_IsOfItsMonth(string start, string end)
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);

        var result = Import(store, Write(folder, "a.csv", Period(start, end)));

        result.Rejects.ShouldBeEmpty();
        result.Parts.ShouldHaveSingleItem().Delivery.Month.ToString().ShouldBe("2026-10");
    }

    [Theory]
    [InlineData("01/10/2026", "01/11/2026", "BillingPeriodStart: found '01/10/2026', allowed: a moment such as")]
    [InlineData(
        "1 October 2026",
        "2026-11-01",
        "BillingPeriodStart: found '1 October 2026', allowed: a moment such as"
    )]
    [InlineData("2026-10-01", "2026-13-01", "BillingPeriodEnd: found '2026-13-01', allowed: a moment such as")]
    [InlineData(
        "2026-11-01",
        "2026-10-01",
        "BillingPeriodEnd: found '2026-10-01', allowed: a moment after BillingPeriodStart"
    )]
    [InlineData(
        "2026-10-01",
        "2026-10-01",
        "BillingPeriodEnd: found '2026-10-01', allowed: a moment after BillingPeriodStart"
    )]
    [InlineData(
        "2026-10-01",
        "2028-10-01",
        "BillingPeriodEnd: found '2028-10-01', allowed: a moment after BillingPeriodStart"
    )]
    [InlineData(
        "0001-01-01",
        "9999-12-31",
        "BillingPeriodStart: found '0001-01-01', allowed: a moment from 2000 to 2100"
    )]
    [InlineData(
        "2101-02-01",
        "2101-03-01",
        "BillingPeriodStart: found '2101-02-01', allowed: a moment from 2000 to 2100"
    )]
    public void Import_PeriodThatIsNone_IsRejected(string start, string end, string fault)
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);

        var result = Import(store, Write(folder, "a.csv", Period(start, end)));

        result.Parts.ShouldBeEmpty();
        result.Rejects.ShouldHaveSingleItem().Fault.ShouldStartWith(fault);
    }

    [Fact]
    public void Import_RowWithoutProvider_IsRejectedWhoeverIssuesItsInvoice()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);

        var result = Import(store, Write(folder, "a.csv", Row.Replace("AWS", "", StringComparison.Ordinal), Row));

        result.Rejects.ShouldHaveSingleItem().Fault.ShouldBe("ProviderName: found nothing, allowed: a text");
        result.Parts.ShouldHaveSingleItem().Delivery.Provider.ShouldBe("AWS");
    }

    [Theory]
    [InlineData("XXX")]
    [InlineData("XAU")]
    [InlineData("XTS")]
    public void Import_CurrencyThatIsNoMoney_IsRejected(string code)
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);

        Import(store, Write(folder, "a.csv", Row.Replace("USD", code, StringComparison.Ordinal))).Rejected.ShouldBe(1);
    }

    [Fact]
    public void Import_BlankLines_CountAsLines()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var file = Write(
            folder,
            "a.csv",
            "",
            Bad,
            Row.Replace("text", "\"a \"\"\r\n\r\nb\"", StringComparison.Ordinal),
            "",
            "",
            "too,short",
            Bad,
            "too,short",
            "",
            Bad
        );

        Import(store, file).Rejects.Select(reject => reject.Line).ShouldBe([3, 9, 10, 11, 13]);
    }

    [Fact]
    public void Import_QuoteThatIsNotClosed_IsOneRejectAmongTheOthers()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);

        var result = Import(store, Write(folder, "a.csv", Row, Bad, "1,\"open", Row));

        result.Rejected.ShouldBe(result.Rejects.Count);
        result.Rejects.Take(2).Select(reject => reject.Line).ShouldBe([3, 4]);
        result.Parts.ShouldHaveSingleItem().Delivery.Rows.ShouldBeInRange(1, 2);
    }

    [Fact]
    public void Import_MoreRejectsThanAreTold_AreCounted()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var rows = Enumerable.Range(0, 1500).Select(i => i % 3 == 0 ? "too,short" : Bad).ToArray();

        var result = Import(store, Write(folder, "a.csv", rows), Write(folder, "b.csv", Bad, Row));

        (result.Read, result.Rejected).ShouldBe((1502, 1501));
        result.Rejects.Select(reject => reject.Line).ShouldBe(Enumerable.Range(2, 1000).Select(line => (long)line));
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    public void Import_Utf16_IsRefused(string encoding, bool hasMark)
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var code = Encoding.GetEncoding(encoding);
        var file = folder.Write(
            "a.csv",
            [.. hasMark ? code.GetPreamble() : [], .. code.GetBytes($"{Header}\r\n{Row}\r\n")]
        );

        Should
            .Throw<FocusFileException>(() => Import(store, file))
            .Message.ShouldBe($"{file}:1: it is neither Parquet nor CSV in UTF-8");
        ImportedDeliveries.Of(store).ShouldBeEmpty();
    }

    [Fact]
    public void Import_Latin1_RejectsTheLinesThatAreNoUtf8()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        string[] lines = [Header, Row, Row.Replace("text", "K\u00f6ln", StringComparison.Ordinal), "", Bad, Row, ""];
        var file = folder.Write("a.csv", Encoding.Latin1.GetBytes(string.Join("\r\n", lines)));

        var result = Import(store, file);

        result
            .Rejects.Select(reject => $"{reject}")
            .ShouldBe([
                $"{file}:3: it is not in UTF-8",
                $"{file}:5: BillingCurrency: found 'Dollars', allowed: a code of ISO 4217",
            ]);
        result.Parts.ShouldHaveSingleItem().Delivery.Rows.ShouldBe(2);
    }

    [Fact]
    public void Import_HeadingOnly_SaysThatThereAreNoRows()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var (empty, full) = (Write(folder, "a.csv"), Write(folder, "b.csv", Row));

        var result = Import(store, empty, full);

        result.FilesWithoutRows.ShouldBe([empty]);
        result.Parts.ShouldHaveSingleItem().Delivery.Files.ShouldBe("b.csv");
    }

    [Fact]
    public void Import_PartOfAMonthAfterRejects_ReplacesItOnlyWhenTold()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var other = Row.Replace(",111,", ",222,", StringComparison.Ordinal);
        Import(store, Write(folder, "whole.csv", Row, Row, Row, other)).Rejected.ShouldBe(0);
        var part = Write(folder, "part.csv", Row, Bad, Row, other, other);

        var kept = Import(store, part);
        kept.Parts.Select(item => (item.Delivery.Account, item.Delivery.Rows, item.RowsBefore, item.RowsNotTaken))
            .ShouldBe([("111", 3, 3, 2), ("222", 2, 1, null)]);
        ImportedDeliveries
            .Of(store)
            .Select(delivery => (delivery.Rows, delivery.Files))
            .ShouldBe([(3, "whole.csv"), (2, "part.csv")]);

        new FocusImport(store)
            .Import([part], allowsRejects: true)
            .Parts.Select(item => (item.Delivery.Rows, item.RowsNotTaken))
            .ShouldBe([(2, null), (2, null)]);
        ImportedDeliveries.Of(store).ShouldAllBe(delivery => delivery.Files == "part.csv");
    }

    [Fact]
    public void Import_FewerRowsAndNoneRejected_ReplaceTheMonth()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        Import(store, Write(folder, "a.csv", Row, Row));

        Import(store, Write(folder, "b.csv", Row)).Parts.ShouldHaveSingleItem().RowsNotTaken.ShouldBeNull();
        ImportedDeliveries.Of(store).ShouldHaveSingleItem().Rows.ShouldBe(1);
    }

    [Fact]
    public void Import_HeadingWithAMark_IsRead()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var file = folder.Write(
            "a.csv",
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($"{Header}\r\n{Row}\r\n")]
        );

        Import(store, file).Parts.ShouldHaveSingleItem().Delivery.Rows.ShouldBe(1);
    }

    [Fact]
    public void Import_NumberThatIsNone_IsRejected()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var csv = Write(folder, "a.csv", Row);
        var parquet = folder.PathOf("a.parquet");
        using (var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory))
        using (var connection = database.Connect())
        {
            connection.Execute(
                $"COPY (SELECT * REPLACE ('NaN'::DOUBLE AS BilledCost, '-Infinity'::FLOAT AS ListCost) FROM read_csv('{csv}', all_varchar = true)) TO '{parquet}' (FORMAT parquet)"
            );
        }

        Import(store, parquet).Rejects.ShouldHaveSingleItem().Fault.ShouldContain("found '-INF'");
    }

    [Fact]
    public void Import_TheSameContentTwice_IsRefused()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var (one, other) = (Write(folder, "a.csv", Row), Write(folder, "b.csv", Row));

        Should
            .Throw<FocusFileException>(() => Import(store, one, Write(folder, "c.csv", Row, Row), other))
            .Message.ShouldBe($"{other}: it holds the same as {one}: its rows would count twice");
        ImportedDeliveries.Of(store).ShouldBeEmpty();
    }

    private static FocusImportResult Import(UsageStore store, params string[] files) =>
        new FocusImport(store).Import(files);

    private static string Period(string start, string end) =>
        Row.Replace("2026-10-01T00:00:00Z", start, StringComparison.Ordinal)
            .Replace("2026-11-01T00:00:00Z", end, StringComparison.Ordinal);

    private static string Write(TemporaryFolder folder, string name, params string[] rows) =>
        folder.Write(name, string.Concat(rows.Prepend(Header).Select(row => row + "\r\n")));
}
