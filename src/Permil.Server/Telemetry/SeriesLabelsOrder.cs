namespace Permil.Server.Telemetry;

/// <summary>By the bytes of their text.</summary>
internal sealed class SeriesLabelsOrder : IComparer<SeriesLabels>
{
    public static readonly SeriesLabelsOrder Instance = new();

    public int Compare(SeriesLabels? x, SeriesLabels? y) =>
        (x?.Text ?? []).AsSpan().SequenceCompareTo((y?.Text ?? []).AsSpan());
}
