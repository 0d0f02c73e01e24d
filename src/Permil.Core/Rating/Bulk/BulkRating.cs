using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>
/// Rates big logs of an application's own JSON lines on all processors. It gives what reading and rating line by line
/// gives, to the last digit: lines it does not know by shape go through the full reader, and sums are formed only where
/// the price of a sum is the sum of the prices.
/// </summary>
public sealed class BulkRating : ILineSink
{
    private readonly UsageRating _rating;
    private readonly ReadOptions _options;
    private readonly FieldMap _map;
    private readonly BulkDimensions _dimensions;
    private readonly List<BulkWorker> _workers = [];

    /// <param name="rating">Takes the result.</param>
    /// <param name="options">How lines are read.</param>
    public BulkRating(UsageRating rating, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(rating);
        ArgumentNullException.ThrowIfNull(options);
        _rating = rating;
        _options = options;
        _map = new FieldMap(options.Map);
        _dimensions = new BulkDimensions(rating.Keys);
        for (var i = 0; i < LineWorker.Threads; i++)
        {
            _workers.Add(new BulkWorker(rating, _dimensions, _map, options));
        }
    }

    /// <inheritdoc/>
    public void Accept(UsageEvent usageEvent) => _rating.Accept(usageEvent);

    /// <inheritdoc/>
    public void Reject(RejectedLine rejectedLine) => _rating.Reject(rejectedLine);

    /// <inheritdoc/>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryTakeLines(FirstLine firstLine, Stream rest)
    {
        if (new JsonLineReader(firstLine.File, _options, _map).TryReadAppLogLine(firstLine.Text) is null)
        {
            return false;
        }

        LineWorker.ReadAll(
            _workers,
            new BulkFile(firstLine, rest, _options.MaxLineBytes),
            new JsonLineReader(firstLine.File, _options, _map),
            _rating
        );
        return true;
    }

    /// <summary>Hands everything summed so far to the rating. Before it, the rating knows only what was not summed.</summary>
    public void Finish()
    {
        BulkFlush.Into(_rating, _dimensions, _workers);
        _workers.Clear();
    }
}
