using System.Text;

namespace Permil.Usage.Readers;

/// <summary>Keeps what a reader finds, and says it in one comparable text.</summary>
internal sealed class ReadResult : IUsageSink
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    public static ReadOptions Options { get; } = new() { DefaultTime = Now };

    public List<UsageEvent> Events { get; } = [];

    public List<RejectedLine> Rejected { get; } = [];

    public static ReadResult Of(string text, ReadOptions? options = null, string name = "log") =>
        Of(Encoding.UTF8.GetBytes(text), options, name);

    public static ReadResult Of(byte[] bytes, ReadOptions? options = null, string name = "log")
    {
        using var stream = new MemoryStream(bytes);
        return Of(stream, options, name);
    }

    public static ReadResult Of(Stream stream, ReadOptions? options = null, string name = "log")
    {
        var result = new ReadResult();
        UsageLog.Read(stream, name, options ?? Options, result);
        return result;
    }

    public static ReadResult OfFile(string path, ReadOptions? options = null) =>
        Of(File.ReadAllBytes(path), options, Path.GetFileName(path));

    public void Accept(UsageEvent usageEvent) => Events.Add(usageEvent);

    public void Reject(RejectedLine rejectedLine) => Rejected.Add(rejectedLine);

    /// <summary>The only event; there must be nothing else.</summary>
    public UsageEvent Single()
    {
        Rejected.ShouldBeEmpty();
        return Events.ShouldHaveSingleItem();
    }

    /// <summary>Everything read, a line each.</summary>
    public string Described()
    {
        var text = new StringBuilder();
        foreach (var one in Events)
        {
            text.AppendLine(EventText.Of(one));
        }

        foreach (var one in Rejected)
        {
            text.AppendLine($"rejected {one.Line}: {one.Reason}");
        }

        return text.ToString();
    }
}
