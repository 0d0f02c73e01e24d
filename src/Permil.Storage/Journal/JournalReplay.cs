using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>Reads records that are known to be durable.</summary>
internal static class JournalReplay
{
    public static IEnumerable<JournalRecord> Read(IStoreDisk disk, JournalSegment[] segments, long first, long last)
    {
        for (var i = 0; i < segments.Length && segments[i].FirstSequence <= last; i++)
        {
            var lastHere = i + 1 < segments.Length ? Math.Min(last, segments[i + 1].FirstSequence - 1) : last;
            if (lastHere < first)
            {
                continue;
            }

            using var reader = Open(disk, segments[i]);
            while (reader.Expected < first)
            {
                if (!reader.TrySkip(out _))
                {
                    throw Corrupt(disk, segments[i], reader);
                }
            }

            while (reader.Expected <= lastHere)
            {
                var sequence = reader.Expected;
                if (!reader.TryRead(out var payload))
                {
                    throw Corrupt(disk, segments[i], reader);
                }

                yield return new JournalRecord(sequence, payload);
            }
        }
    }

    private static JournalSegmentReader Open(IStoreDisk disk, JournalSegment segment)
    {
        try
        {
            return JournalSegmentReader.Open(disk, segment);
        }
        catch (FileNotFoundException e)
        {
            throw new InvalidOperationException($"{segment.Name} was dropped while the journal was being read.", e);
        }
    }

    private static JournalCorruptException Corrupt(
        IStoreDisk disk,
        JournalSegment segment,
        JournalSegmentReader reader
    ) => new(disk.Folder, segment.Name, reader.Offset, $"{reader.Describe()}, but it was on the disk before.");
}
