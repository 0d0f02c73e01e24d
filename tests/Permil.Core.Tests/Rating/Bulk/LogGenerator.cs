using System.Globalization;
using System.Text;

namespace Permil.Rating.Bulk;

/// <summary>Draws logs as applications write them, with all that can be odd about them.</summary>
internal sealed class LogGenerator(int seed)
{
    private static readonly string[] Models =
    [
        "gpt-5.4",
        "gpt-5.4-pro",
        "gpt-4o-mini",
        "claude-sonnet-4-20250514",
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
        "deepseek-ai/DeepSeek-V3",
        "BAAI/bge-base-en-v1.5",
        "black-forest-labs/FLUX.1-schnell",
        "no-such-model",
        "a-model-with-a-name-of-more-than-sixty-four-characters-in-all-of-it-1",
        "acme/tiered",
        "acme/output-only",
        "acme/blocks",
        "acme/minimum",
        "acme/changing",
        "acme/free",
        "acme/reasons",
    ];

    private static readonly string[] Modes = ["sync", "stream", "batch", "dedicated", "BATCH", "teleport"];

    private static readonly string[] Times =
    [
        "2026-06-14T23:59:59.9999999Z",
        "2026-06-15T00:00:00Z",
        "2026-06-20T13:29:59.999Z",
        "2026-06-20T13:30:00Z",
        "2026-06-30T23:30:00-02:00",
        "2026-06-10T12:00:00+05:30",
        "2026-06-10 12:00:00",
        "2026-06-10t12:00:00Z",
        "2026-06-10T12:00:00z",
        "2026-06-10T12:00:00.Z",
        "2026-06-10T12:00:00.123456789Z",
        "2026-06-10T24:00:00Z",
        "2026-06-31T12:00:00Z",
        "2026-06-10T12:00Z",
        "1601-01-01T00:00:00Z",
        "2100-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2026-6-10T12:00:00Z",
        "+026-06-10T12:00:00Z",
        "",
        " ",
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _earlier = [];
    private List<LineForm> _forms = [];
    private int _ids;

    /// <summary>One file.</summary>
    /// <param name="lines">How many lines, about.</param>
    /// <param name="oddPerMille">How many of a thousand lines are odd.</param>
    public byte[] File(int lines, int oddPerMille)
    {
        _forms = [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => LineForm.Draw(_random))];
        var ending = Chance(300) ? "\r\n" : "\n";
        var text = new StringBuilder(Chance(50) ? "\uFEFF" : "");
        var form = _forms[0];
        for (var line = 0; line < lines; line++)
        {
            form = Chance(50) ? _forms[_random.Next(_forms.Count)] : form;
            var isOdd = Chance(oddPerMille);
            var written = isOdd ? OddLine(form) : GoodLine(form);
            if (!isOdd && Chance(20))
            {
                _earlier.Add(written);
            }

            text.Append(written).Append(Chance(3) ? "\r\n" : ending);
        }

        if (Chance(400))
        {
            text.Length -= ending.Length;
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private string GoodLine(LineForm form)
    {
        var model = Models[_random.Next(Models.Length)];
        var prompt = _random.Next(20) switch
        {
            0 => 0,
            1 => _random.Next(271_990, 272_010),
            2 => _random.Next(300_000, 1_000_000),
            _ => _random.Next(1, 9_000),
        };
        var line = form.Write(field =>
            field switch
            {
                "id" => Quoted($"call-{_ids++:x8}"),
                "time" => form.HasEpochTimes
                    ? Epoch().ToString(CultureInfo.InvariantCulture)
                    : Quoted(
                        At()
                            .ToString(
                                Chance(500) ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'",
                                CultureInfo.InvariantCulture
                            )
                    ),
                "model" => Quoted(model),
                "provider" => Quoted(_random.Next(4) == 0 ? "openai" : "acme"),
                "tenant" => Quoted($"t-{_random.Next(5)}"),
                "feature" => Quoted(_random.Next(2) == 0 ? "chat" : "search"),
                "env" => Quoted("prod"),
                "account" => Quoted("acme-corp"),
                "mode" => Quoted(Modes[_random.Next(3)]),
                "team" or "cost" => Quoted($"tag-{_random.Next(3)}"),
                "note" => Quoted(new string('n', _random.Next(0, 90))),
                "latency" => _random.Next(0, 5_000).ToString(CultureInfo.InvariantCulture),
                "prompt" => prompt.ToString(CultureInfo.InvariantCulture),
                "cached" => (_random.Next(3) == 0 ? _random.Next(0, prompt + 1) : 0).ToString(
                    CultureInfo.InvariantCulture
                ),
                "output" => (_random.Next(6) == 0 ? 0 : _random.Next(1, 4_000)).ToString(CultureInfo.InvariantCulture),
                "reasoning" => _random.Next(0, 5_000).ToString(CultureInfo.InvariantCulture),
                "total" => _random.Next(0, 9_000).ToString(CultureInfo.InvariantCulture),
                "object" => Quoted("log.line"),
                _ => throw new InvalidOperationException(field),
            }
        );
        return line;
    }

    private string OddLine(LineForm form)
    {
        var good = GoodLine(form);
        return _random.Next(30) switch
        {
            0 => good[.._random.Next(good.Length)],
            1 => "",
            2 => "   ",
            3 => "not json at all",
            4 => "[1, 2]",
            5 or 6 or 7 when _earlier.Count > 0 => _earlier[_random.Next(_earlier.Count)],
            8 => Replaced(good, "\"t-", "\"t\\u002d"),
            9 => Replaced(good, "\"t-", "\"té😀"),
            10 => Replaced(good, "\"t-", "\" t"),
            11 => Replaced(good, "\"prod\"", Chance(500) ? "\"\"" : "\"prod \""),
            12 or 13 or 14 => WithTime(good, form, Times[_random.Next(Times.Length)]),
            15 => form.Write(field => field is "prompt" ? OddCount() : ValueOf(field, "x")),
            16 => form.Write(field => field is "output" ? OddCount() : ValueOf(field, "y")),
            17 => form.Write(field => field is "cached" ? "99999999" : ValueOf(field, "z")),
            18 => form.Write(field => field is "id" ? (Chance(500) ? "\"\"" : "17") : ValueOf(field, "n")),
            19 => form.Write(field =>
                field is "mode" ? Quoted(Modes[_random.Next(Modes.Length)]) : ValueOf(field, "m")
            ),
            20 => form.Write(field =>
                field is "object" ? Quoted(Chance(500) ? "chat.completion.chunk" : "file") : ValueOf(field, "o")
            ),
            21 =>
                $$$"""{"id":"c{{{_ids++}}}","object":"chat.completion","created":1781000000,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":2,"total_tokens":22}}""",
            22 =>
                $$$"""{"id":"p{{{_ids++}}}","source":"app","time":"2026-06-03T12:00:00Z","provider":"together","model":"deepseek-ai/DeepSeek-V3","mode":"serverless","subAccount":"t-1","tags":{"team":"tag-1"},"usage":{"input_tokens":"3000","output_tokens":"1000"},"attributes":{}}""",
            23 => $$$"""{"id":"u{{{_ids++}}}","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","usage":null}""",
            24 =>
                $$$"""{"id":"i{{{_ids++}}}","ts":"2026-06-03T12:00:00Z","model":"black-forest-labs/FLUX.1-schnell","width":1024,"height":768,"steps":4,"n":2}""",
            25 => Replaced(good, "{", "{\"tags\":[\"team:tag-9\"],"),
            26 => Replaced(good, "{", "{\"error\":\"rate limited\","),
            27 => good + " ",
            28 => Replaced(good, ",", ",\"model\":\"twice\","),
            _ => Replaced(good, "\"model\"", "\"mod\\u0065l\""),
        };
    }

    private string ValueOf(string field, string prefix) =>
        field switch
        {
            "id" => Quoted($"{prefix}{_ids++}"),
            "time" => "1781000000",
            "prompt" => "100",
            "cached" => "10",
            "output" or "reasoning" or "total" or "latency" => "7",
            "model" => Quoted("gpt-4o-mini"),
            "mode" => Quoted("sync"),
            "object" => Quoted("log.line"),
            _ => Quoted("odd"),
        };

    private string OddCount() =>
        _random.Next(10) switch
        {
            0 => "-1",
            1 => "1.5",
            2 => "1e3",
            3 => "1e30",
            4 => "1000000001",
            5 => "999999999999999",
            6 => "12345678901234567",
            7 => "\"12\"",
            8 => "null",
            _ => "007",
        };

    private string WithTime(string good, LineForm form, string time) =>
        form.HasEpochTimes
            ? form.Write(field =>
                field is "time"
                    ? _random.Next(4) switch
                    {
                        0 => "1781000000.5",
                        1 => "1781000000123456",
                        2 => "0",
                        _ => "-5",
                    }
                    : ValueOf(field, "t")
            )
            : good.Replace(
                good[good.IndexOf("\"2026-", StringComparison.Ordinal)..][..22],
                Quoted(time),
                StringComparison.Ordinal
            );

    private DateTimeOffset At() => new DateTimeOffset(2026, 5, 28, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(Epochs());

    private long Epochs() => _random.NextInt64(0, 40L * 24 * 3600 * 1000);

    private long Epoch() => Chance(500) ? At().ToUnixTimeSeconds() : At().ToUnixTimeMilliseconds();

    private static string Replaced(string text, string what, string with)
    {
        var at = text.IndexOf(what, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + what.Length));
    }

    private static string Quoted(string text) => $"\"{text}\"";

    private bool Chance(int perMille) => _random.Next(1000) < perMille;
}
