using System.Text;

namespace Permil.Usage.Metering;

/// <summary>Changes bytes as faults and odd senders do.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"",
            "\\",
            "\\u0075",
            "\\ud83d",
            "\\n",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\n",
            "\r",
            "\r\n\r\n",
            "\n\n",
            "null",
            "true",
            "-",
            "0",
            "1e999",
            "99999999999999999999999999",
            "-3",
            "1.5",
            "\"usage\":",
            "\"usage\":null,",
            "\"us\\u0061ge\":{\"prompt_tokens\":1,\"completion_tokens\":2},",
            "\"finish_reason\":\"stop\",",
            "\"choices\":[],",
            "\"error\":{\"type\":\"x\"},",
            "\"error\":null,",
            "\"model\":\"other\",",
            "\"id\":7,",
            "\"created\":\"never\",",
            "\"service_tier\":\"flex\",",
            "\"type\":\"message_delta\",",
            "\"body\":{},",
            "\"data\":[],",
            "data: ",
            "data: [DONE]\n\n",
            ": x\n",
            "event: y\n",
            "\uFEFF",
            "é",
            "😀",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC3],
        [0x00],
        [0xED, 0xA0, 0x80],
    ];

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "{\"prompt_tokens\":1,\"completion_tokens\":2}",
            "{\"input_tokens\":5,\"output_tokens\":6}",
            "\"stop\"",
            "\"flex\"",
            "7",
            "[]",
            "{}",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public static byte[] Of(byte[] sample, Random random)
    {
        var bytes = sample.ToList();
        for (var rounds = random.Next(4); rounds > 0; rounds--)
        {
            Change(bytes, random);
        }

        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(14))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                var moved = bytes.GetRange(at, length);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(random.Next(bytes.Count + 1), moved);
                break;
            case 5:
                Nest(bytes, random);
                break;
            case 6 or 7:
                InsertMember(bytes, random);
                break;
            case 8 or 9 or 10:
                Escape(bytes, random);
                break;
            case 11 or 12:
                Fill(bytes, random);
                break;
            default:
                bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                break;
        }
    }

    private static void InsertMember(List<byte> bytes, Random random)
    {
        var open = bytes.IndexOf((byte)'{', random.Next(bytes.Count + 1));
        bytes.InsertRange(open + 1, Pieces[random.Next(Pieces.Length)]);
    }

    /// <summary>Writes a letter as an escape: within a text it stays the same letter.</summary>
    private static void Escape(List<byte> bytes, Random random)
    {
        var at = bytes.FindIndex(random.Next(bytes.Count + 1), one => char.IsAsciiLetterLower((char)one));
        if (at >= 0)
        {
            var escape = Encoding.UTF8.GetBytes($"\\u{bytes[at]:x4}");
            bytes.RemoveAt(at);
            bytes.InsertRange(at, escape);
        }
    }

    /// <summary>Puts something where there is <c>null</c>.</summary>
    private static void Fill(List<byte> bytes, Random random)
    {
        var text = Encoding.Latin1.GetString([.. bytes]);
        var at = text.IndexOf("null", random.Next(text.Length + 1), StringComparison.Ordinal);
        if (at >= 0)
        {
            bytes.RemoveRange(at, "null".Length);
            bytes.InsertRange(at, Values[random.Next(Values.Length)]);
        }
    }

    /// <summary>Puts a value behind the first colon into so many arrays: about as deep as the parser goes.</summary>
    private static void Nest(List<byte> bytes, Random random)
    {
        var depth = random.Next(55, 70);
        var text = string.Concat("\"deep\":", new string('[', depth), new string(']', depth), ",");
        var open = bytes.IndexOf((byte)'{');
        bytes.InsertRange(open + 1, Encoding.UTF8.GetBytes(text));
    }
}
