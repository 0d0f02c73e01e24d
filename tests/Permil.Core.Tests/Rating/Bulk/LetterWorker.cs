using System.Text;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>
/// Lines that begin with a known letter are rows. Of others an upper-case letter can be learned; <c>?</c> says that there
/// is no more room, <c>=</c> that it was learned but is no row. Everything that happens is written down.
/// </summary>
internal sealed class LetterWorker(int maxLineBytes, ReadResult sink) : LineWorker(maxLineBytes, sink)
{
    private readonly HashSet<char> _known = [];
    private readonly List<(int Start, string Line)> _rows = [];
    private int _taken;

    /// <summary>What happened, in order. Rows without their line feed.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Lines that it was asked to learn.</summary>
    public int Lessons { get; private set; }

    /// <summary>Thrown when its turn comes.</summary>
    public Exception? FailsWith { get; init; }

    /// <summary>Reads a file with some workers.</summary>
    public static void Read(
        IReadOnlyList<LetterWorker> workers,
        byte[] file,
        ReadResult sink,
        int maxLineBytes,
        long firstLine = 1
    )
    {
        using var rest = new MemoryStream(file);
        ReadAll(
            workers,
            new BulkFile(new FirstLine("log", firstLine, default, default), rest, maxLineBytes),
            new JsonLineReader("log", new ReadOptions { DefaultTime = DateTimeOffset.UnixEpoch }),
            sink
        );
    }

    protected override void ClearRows()
    {
        _rows.Clear();
        Log.Add("clear");
    }

    protected override int TryRow(int position)
    {
        if (!_known.Contains((char)Chunk.Buffer[position]))
        {
            return 0;
        }

        var line = Chunk.Buffer.AsSpan(position, Chunk.Length - position);
        var end = line.IndexOf((byte)'\n');
        var length = end < 0 ? line.Length : end + 1;
        if (IsTooLong(position, length))
        {
            return 0;
        }

        _rows.Add((position, Encoding.ASCII.GetString(line[..(end < 0 ? length : end)])));
        return length;
    }

    protected override bool? TryLearn(ReadOnlyMemory<byte> line)
    {
        Lessons++;
        var letter = line.Length == 0 ? ' ' : (char)line.Span[0];
        return letter switch
        {
            '?' => null,
            '=' => true,
            _ => char.IsAsciiLetterUpper(letter) && _known.Add(letter),
        };
    }

    protected override void TakeTurn()
    {
        if (FailsWith is not null)
        {
            throw FailsWith;
        }

        Log.Add("turn");
        _taken = 0;
    }

    protected override void TakeRowsBefore(int position)
    {
        for (; _taken < _rows.Count && _rows[_taken].Start < position; _taken++)
        {
            Log.Add(_rows[_taken].Line);
        }

        Log.Add(position == int.MaxValue ? "all" : $"before {position}");
    }

    protected override void EndTurn() => Log.Add("end");
}
