using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Permil.Server.Gateway;

public sealed class LineReaderTests
{
    [Fact]
    public void Next_WhateverTheLines_GivesThemBack() =>
        Prop.ForAll<string[]>(given =>
            {
                var lines = given.Select(line => (line ?? "").Replace("\n", "", StringComparison.Ordinal)).ToList();
                var text = string.Join('\n', lines);
                var expected =
                    text.Length == 0 ? []
                    : text.EndsWith('\n') ? lines.SkipLast(1)
                    : lines;
                Lines(Encoding.UTF8.GetBytes(text), 10_000)
                    .Result.ShouldBe(expected.Select(line => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line))));
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task Next_LineAtTheBound_IsTaken_OneByteMoreIsNot()
    {
        var bytes = Encoding.UTF8.GetBytes(new string('x', 9_000) + "\nz");

        (await Lines(bytes, 9_000)).Count.ShouldBe(2);
        (await Should.ThrowAsync<InvalidDataException>(() => Lines(bytes, 8_999))).Message.ShouldContain("8999");
        await Should.ThrowAsync<InvalidDataException>(() => Lines(bytes[..9_000], 8_999));
    }

    private static async Task<List<string>> Lines(byte[] bytes, int max)
    {
        await using var reader = new LineReader(new MemoryStream(bytes), max);
        var lines = new List<string>();
        while (await reader.Next(CancellationToken.None) is { } line)
        {
            lines.Add(Encoding.UTF8.GetString(line));
        }

        return lines;
    }
}
