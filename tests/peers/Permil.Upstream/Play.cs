using System.Globalization;

namespace Permil.Upstream;

/// <summary>
/// How one call is answered. As text, in the header <c>x-upstream-play</c>, in the body's <c>metadata.play</c> or put to
/// <c>/_play</c>: <c>delay=20; gap=5; bytes=3; fault=reset:2; usage=flat</c>.
/// </summary>
public sealed record Play
{
    public static readonly Play Plain = new();

    /// <summary>What the caller names its call, for the ledger.</summary>
    public string? Name { get; init; }

    /// <summary>Before the first byte.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Between two writes.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>Bytes of one write, wherever they end; 0: an event or a whole body each.</summary>
    public int Bytes { get; init; }

    public Fault Fault { get; init; }

    /// <summary>The status of an error, or the writes that come before a reset or the silence.</summary>
    public int FaultNumber { get; init; }

    /// <summary>Seconds in the header retry-after of an error.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How usage is written: minimal, nested, flat, both (flat and nested), none.</summary>
    public string Usage { get; init; } = "nested";

    /// <summary>
    /// Where a stream has its usage: <c>asked</c> in a chunk of its own if the request asks, <c>choice</c> in the chunk
    /// that ends the choice, <c>none</c> never.
    /// </summary>
    public string Stream { get; init; } = "asked";

    /// <summary>Input tokens, output tokens of each choice, cached tokens; <see langword="null"/>: by seed and body.</summary>
    public (long Input, long Output, long Cached)? Tokens { get; init; }

    /// <summary>Chunks with text in a stream, at most.</summary>
    public int Chunks { get; init; } = 6;

    /// <summary>Whether the model reasons before it answers.</summary>
    public bool Reasons { get; init; }

    /// <summary>The length of a picture or of speech in bytes.</summary>
    public int Size { get; init; } = 48;

    /// <summary>Whether JSON is packed for callers that take gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>A payload from the folder of samples, instead of one that is made up.</summary>
    public string? Sample { get; init; }

    /// <exception cref="FormatException">An unknown name, or a value that is not one.</exception>
    public static Play Parse(string text, Play play)
    {
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var split = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = split < 0 ? (part, "") : (part[..split], part[(split + 1)..]);
            play = name switch
            {
                "name" => play with { Name = value },
                "delay" => play with { Delay = TimeSpan.FromMilliseconds(Number(value)) },
                "gap" => play with { Gap = TimeSpan.FromMilliseconds(Number(value)) },
                "bytes" => play with { Bytes = Number(value) },
                "fault" => WithFault(play, value.Split(':')),
                "usage" => play with { Usage = value },
                "stream" => play with { Stream = value },
                "tokens" => play with { Tokens = TokensOf(value.Split(',')) },
                "chunks" => play with { Chunks = Number(value) },
                "reasons" => play with { Reasons = true },
                "size" => play with { Size = Number(value) },
                "gzip" => play with { Gzip = true },
                "sample" => play with { Sample = value },
                _ => throw new FormatException(
                    $"play: found '{part}', allowed: name, delay, gap, bytes, fault, usage, stream, tokens, chunks, reasons, size, gzip, sample"
                ),
            };
        }

        return play;
    }

    private static Play WithFault(Play play, string[] words) =>
        words[0] switch
        {
            "none" => play with { Fault = Fault.None },
            "status" => play with
            {
                Fault = Fault.Status,
                FaultNumber = Number(words[1]),
                RetryAfter = words.Length > 2 ? Number(words[2]) : null,
            },
            "reset" => play with { Fault = Fault.Reset, FaultNumber = words.Length > 1 ? Number(words[1]) : 0 },
            "hang" => play with { Fault = Fault.Hang, FaultNumber = words.Length > 1 ? Number(words[1]) : 0 },
            _ => throw new FormatException($"play: found fault '{words[0]}', allowed: none, status, reset, hang"),
        };

    private static (long Input, long Output, long Cached) TokensOf(string[] numbers) =>
        (Long(numbers[0]), Long(numbers[1]), numbers.Length > 2 ? Long(numbers[2]) : 0);

    private static long Long(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
