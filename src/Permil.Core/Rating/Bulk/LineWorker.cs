using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>
/// One thread's part of reading a big log: lines of a known shape become rows at once, the others are left for the full
/// reader, in the order of the file.
/// </summary>
/// <param name="maxLineBytes">Longer lines are rejected.</param>
/// <param name="sink">Takes what is left to the full reader.</param>
internal abstract class LineWorker(int maxLineBytes, IUsageSink sink)
{
    /// <summary>More threads only wait for each other: part of the work is one at a time.</summary>
    private const int MaxThreads = 8;

    /// <summary>Lines that nothing was learned from before learning is given up.</summary>
    private const int MaxVainLessons = 200;

    private readonly List<LeftLine> _leftLines = [];
    private int _vainLessons;

    /// <summary>A line for the full reader.</summary>
    private readonly record struct LeftLine(int Start, int Length, long Line);

    /// <summary>How many workers a log is best read with.</summary>
    public static int Threads => Math.Clamp(Environment.ProcessorCount, 1, MaxThreads);

    /// <summary>The bytes at hand.</summary>
    protected Chunk Chunk { get; } = new();

    /// <summary>Reads a file with all workers, each on a thread of its own.</summary>
    /// <param name="workers">The workers.</param>
    /// <param name="file">What they share.</param>
    /// <param name="fullReader">Reads what has no known shape; only used by the worker whose turn it is.</param>
    /// <param name="sink">Takes what the full reader kept to the end.</param>
    public static void ReadAll(
        IReadOnlyList<LineWorker> workers,
        BulkFile file,
        JsonLineReader fullReader,
        IUsageSink sink
    )
    {
        var threads = workers
            .Select(worker =>
                Task.Factory.StartNew(
                    () => worker.WorkOrFail(file, fullReader),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            )
            .ToArray();
        try
        {
            Task.WaitAll(threads);
            fullReader.Complete(sink);
        }
        catch (AggregateException exception)
        {
            // The first failure is the cause; the others only say that they stopped for it.
            var cause = exception
                .Flatten()
                .InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException);
            ExceptionDispatchInfo.Throw(cause ?? exception);
        }
    }

    /// <summary>Forgets the rows of the chunk before.</summary>
    protected abstract void ClearRows();

    /// <summary>Reads the line at a position as a row, if its shape is known.</summary>
    /// <returns>The line's length with its line feed; 0 when it has no known shape.</returns>
    protected abstract int TryRow(int position);

    /// <summary>Learns the shape of a line.</summary>
    /// <returns><see langword="false"/> when there is nothing to learn; <see langword="null"/> when there is no more room.</returns>
    protected abstract bool? TryLearn(ReadOnlyMemory<byte> line);

    /// <summary>Does with the rows what has to be done in the order of the file.</summary>
    protected abstract void TakeTurn();

    /// <summary>
    /// Does with the rows that begin before a place of the chunk what has to be done before the line there is passed on:
    /// where two lines contradict each other, the first counts. Places rise within a turn; the last is behind all rows.
    /// </summary>
    protected virtual void TakeRowsBefore(int position) { }

    /// <summary>Does with the rows what need not be done in order.</summary>
    protected virtual void EndTurn() { }

    /// <summary>Whether a line is beyond the limit; the last one of a file may have no line feed.</summary>
    protected bool IsTooLong(int start, int length) =>
        length > maxLineBytes
        && TextLength(start, Chunk.Buffer[start + length - 1] == (byte)'\n' ? length - 1 : length) > maxLineBytes;

    private void WorkOrFail(BulkFile file, JsonLineReader fullReader)
    {
        try
        {
            Work(file, fullReader);
        }
        catch (Exception exception)
        {
            file.Turns.Fail(exception);
            throw;
        }
    }

    private void Work(BulkFile file, JsonLineReader fullReader)
    {
        while (file.Chunks.TryRead(Chunk))
        {
            ClearRows();
            _leftLines.Clear();
            var lines = Chunk.TooLongLineBytes > 0 ? 1 : ReadLines();
            file.Turns.Take(
                Chunk.Number,
                () =>
                {
                    TakeTurn();
                    PassOn(file, fullReader);
                    TakeRowsBefore(int.MaxValue);
                    file.LinesBefore += lines;
                }
            );
            EndTurn();
        }
    }

    /// <summary>Reads the chunk's lines into rows and left lines.</summary>
    /// <returns>How many lines there were.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long ReadLines()
    {
        var lines = 0L;
        var position = 0;
        var learned = -1;
        while (position < Chunk.Length)
        {
            lines++;
            var length = TryRow(position);
            if (length > 0)
            {
                position += length;
                continue;
            }

            var newline = Chunk.Buffer.AsSpan(position, Chunk.Length - position).IndexOf((byte)'\n');
            var lineLength = newline < 0 ? Chunk.Length - position : newline;
            if (position != learned && Learn(Chunk.Buffer.AsMemory(position, lineLength)))
            {
                // The line is read again, by its own shape.
                learned = position;
                lines--;
                continue;
            }

            _leftLines.Add(new LeftLine(position, lineLength, lines));
            position += lineLength + 1;
        }

        return lines;
    }

    private bool Learn(ReadOnlyMemory<byte> line)
    {
        if (_vainLessons >= MaxVainLessons)
        {
            return false;
        }

        var isLearned = TryLearn(line);
        _vainLessons = isLearned switch
        {
            true => 0,
            false => _vainLessons + 1,
            null => _vainLessons,
        };
        return isLearned is true;
    }

    private void PassOn(BulkFile file, JsonLineReader fullReader)
    {
        if (Chunk.TooLongLineBytes > 0)
        {
            sink.Reject(file.TooLong(file.LinesBefore + 1, Chunk.TooLongLineBytes));
        }

        foreach (var left in _leftLines)
        {
            TakeRowsBefore(left.Start);
            var textLength = TextLength(left.Start, left.Length);
            if (textLength > maxLineBytes)
            {
                sink.Reject(file.TooLong(file.LinesBefore + left.Line, textLength));
                continue;
            }

            fullReader.ReadLine(Chunk.Buffer.AsMemory(left.Start, textLength), file.LinesBefore + left.Line, sink);
        }
    }

    /// <summary>A line's length as limits and messages count it: a carriage return belongs to its end.</summary>
    private int TextLength(int start, int length) =>
        length > 0 && Chunk.Buffer[start + length - 1] == (byte)'\r' ? length - 1 : length;
}
