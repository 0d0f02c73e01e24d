using System.Text;

namespace Permil.Server.Api;

/// <summary>Wherever a body is cut into pieces, the events in it are the same.</summary>
public sealed class BodySplitterTests
{
    private static readonly string[] Values =
    [
        """{"a":"x\"}]\\","b":[1,{"c":"\u00e9 [ { "}]}""",
        "{}",
        "\"\\\\\"",
        "17",
        "null",
        "[[],{}]",
        """{"日本":"}"}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TryNext_AnyPieces_FindsTheSameItems(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var values = Enumerable
                .Range(0, random.Next(1, 8))
                .Select(_ => Values[random.Next(Values.Length)])
                .ToList();
            var isList = random.Next(2) == 0;
            var array = $" [{string.Join(Space() + "," + Space(), values)}{Space()}]\n";
            var lines = values.Where(value => !value.StartsWith('[')).ToList();

            Items(new JsonSplitter(), array, random).ShouldBe(values);
            Items(new LineSplitter(), string.Join("\r\n\n", lines) + (isList ? "\n" : ""), random).ShouldBe(lines);
            Items(new JsonSplitter(), string.Join(" \n", lines) + " ", random).ShouldBe(lines);
        }

        string Space() => random.Next(2) == 0 ? "" : " \t\r\n"[..random.Next(5)];
    }

    private static List<string> Items(IBodySplitter splitter, string body, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var items = new List<string>();
        var (start, end) = (0, 0);
        while (true)
        {
            var isLast = end == bytes.Length && random.Next(2) == 0;
            while (
                splitter.TryNext(bytes.AsSpan(start, end - start), isLast, out var item, out var consumed)
                || consumed > 0
            )
            {
                if (!item.Equals(default))
                {
                    items.Add(Encoding.UTF8.GetString(bytes.AsSpan(start, end - start)[item]));
                }

                start += consumed;
            }

            if (isLast)
            {
                return items;
            }

            end = Math.Min(bytes.Length, end + random.Next(1, 4));
        }
    }
}
