namespace Permil.Focus.Validation;

/// <summary>What a file says about one commitment.</summary>
internal sealed class CommitmentSpan
{
    /// <summary>What was billed for it.</summary>
    public ExactNumber Bought { get; private set; }

    /// <summary>What its used and unused rows cost.</summary>
    public ExactNumber Spent { get; private set; }

    /// <summary>The last row that had a say, from 1.</summary>
    public long LastRow { get; private set; }

    private DateTimeOffset _boughtFrom = DateTimeOffset.MaxValue;
    private DateTimeOffset _boughtTo = DateTimeOffset.MinValue;
    private DateTimeOffset _spentFrom = DateTimeOffset.MaxValue;
    private DateTimeOffset _spentTo = DateTimeOffset.MinValue;

    /// <summary>
    /// Whether what was bought and what was spent begin and end together, and every day between them was looked at: the file has
    /// the whole term. A row of what is unused can be about all of it in a file of one day.
    /// </summary>
    /// <param name="days">Days of which the file has consumption.</param>
    public bool IsWhole(ConsumedDays days) =>
        _boughtFrom < _boughtTo
        && _boughtFrom == _spentFrom
        && _boughtTo == _spentTo
        && days.Cover(_boughtFrom, _boughtTo);

    public bool IsBalanced => ExactNumber.Compare(Bought, Spent) == 0;

    public void Buy(ExactNumber billed, DateTimeOffset from, DateTimeOffset to, long row)
    {
        Bought = Bought.Plus(billed);
        _boughtFrom = from < _boughtFrom ? from : _boughtFrom;
        _boughtTo = to > _boughtTo ? to : _boughtTo;
        LastRow = row;
    }

    public void Spend(ExactNumber effective, DateTimeOffset from, DateTimeOffset to, long row)
    {
        Spent = Spent.Plus(effective);
        _spentFrom = from < _spentFrom ? from : _spentFrom;
        _spentTo = to > _spentTo ? to : _spentTo;
        LastRow = row;
    }
}
