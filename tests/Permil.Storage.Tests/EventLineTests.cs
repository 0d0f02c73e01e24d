using System.Text;
using Permil.Storage.DuckDb;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>The reader of plain lines reads what the full reader reads, or leaves the line to it.</summary>
public sealed class EventLineTests
{
    private const string Plain =
        """{"id":"e1","source":"app","time":"2026-10-01T00:00:00.5Z","provider":"together","model":"a/b","mode":"batch","account":"acme","subAccount":"ünï","feature":"f","environment":"prod","tags":{"key":"k1","team":"x"},"attributes":{"reasoning_tokens":"7","width":"1024"},"reportedCost":"-0.0010","reportedCurrency":"EUR","usage":{"input_tokens":"12","audio_seconds":"1.250","output_tokens":0}}""";

    [Fact]
    public void TryRead_PlainLine_IsReadWhole()
    {
        var bytes = Encoding.UTF8.GetBytes(Plain);
        var line = new EventLine();

        line.TryRead(bytes).ShouldBeTrue();

        EventText.Of(line.Event(bytes)).ShouldBe(EventText.Of(new OneEventReader().ReadInFull(bytes, 1)!));
        Encoding.UTF8.GetString(line.TextOf(EventLineField.SubAccount, bytes)).ShouldBe("ünï");
        Encoding.UTF8.GetString(line.TagOf("key"u8, bytes)).ShouldBe("k1");
        line.TagOf("ke"u8, bytes).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void TryRead_AnyEventAndAnyChangeOfItsLine_IsThatOfTheFullReaderOrLeftToIt()
    {
        var random = new Random(20261002);
        var generator = new EventGenerator(random);
        var line = new EventLine();
        var full = new OneEventReader();
        var (plain, changed) = (0, 0);
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = i % 2 == 0 ? UsageEventJson.Bytes(generator.Any()) : Encoding.UTF8.GetBytes(Plain);
            for (var change = i % 5; change > 0; change--)
            {
                bytes = Changed(bytes, random);
            }

            if (!line.TryRead(bytes))
            {
                continue;
            }

            plain++;
            changed += i % 5 == 0 ? 0 : 1;
            var read = full.ReadInFull(bytes, 1);
            read.ShouldNotBeNull($"{full.Reason}: {Encoding.UTF8.GetString(bytes)}");
            EventText.Of(line.Event(bytes)).ShouldBe(EventText.Of(read));
            line.Event(bytes).Usage.ShouldBe(read.Usage);
        }

        plain.ShouldBeGreaterThan(5_000);
        changed.ShouldBeGreaterThan(1_000);
    }

    [Theory]
    [InlineData("\"e1\"", "\"e\\u0031\"")]
    [InlineData("\"e1\"", "\"\"")]
    [InlineData("\"e1\"", "7")]
    [InlineData("\"mode\":\"batch\"", "\"mode\":\"sync\"")]
    [InlineData("\"source\"", "\"id\"")]
    [InlineData("\"source\"", "\"sauce\"")]
    [InlineData("\"team\"", "\"key\"")]
    [InlineData("\"12\"", "\"012\"")]
    [InlineData("\"12\"", "12.5")]
    [InlineData("\"12\"", "\"1234567890123456\"")]
    [InlineData("\"1024\"", "\"01024\"")]
    [InlineData("input_tokens", "output_tokens")]
    [InlineData("input_tokens", "my_tokens")]
    [InlineData("00.5Z", "00.5+01:00")]
    [InlineData("2026-10-01", "2100-10-01")]
    [InlineData("\"feature\":\"f\"", "\"unsettledReason\":\"f\"")]
    [InlineData("\"feature\":\"f\"", "\"amends\":\"f\"")]
    [InlineData("}}", "}} x")]
    [InlineData("}}", "},}")]
    [InlineData("}}", "}")]
    public void TryRead_OddLine_IsLeftToTheFullReader(string found, string odd)
    {
        Plain.ShouldContain(found);
        new EventLine()
            .TryRead(Encoding.UTF8.GetBytes(Plain.Replace(found, odd, StringComparison.Ordinal)))
            .ShouldBeFalse();
    }

    /// <summary>One byte taken away, put in, or put in another's place; signs of JSON and digits mostly.</summary>
    private static byte[] Changed(byte[] bytes, Random random)
    {
        var signs = "  \"\"{}:,0123456789.-eZ\\\t\u0001é"u8;
        var at = random.Next(bytes.Length);
        var sign = signs[random.Next(signs.Length)];
        return random.Next(3) switch
        {
            0 => [.. bytes[..at], .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], sign, .. bytes[at..]],
            _ => [.. bytes[..at], sign, .. bytes[(at + 1)..]],
        };
    }
}
