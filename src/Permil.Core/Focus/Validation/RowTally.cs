namespace Permil.Focus.Validation;

/// <summary>The rows that break a rule: how many, and the first.</summary>
internal sealed class RowTally
{
    /// <summary>How many rows are kept as examples.</summary>
    public const int MaxExamples = 5;

    private readonly List<FocusExample> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyList<FocusExample> Examples => _examples;

    /// <param name="row">Counted from 1.</param>
    /// <param name="values">What the row holds; asked for examples only.</param>
    public void Add(long row, Func<IReadOnlyList<KeyValuePair<string, string?>>> values)
    {
        if (Count++ < MaxExamples)
        {
            _examples.Add(new(row, values()));
        }
    }
}
