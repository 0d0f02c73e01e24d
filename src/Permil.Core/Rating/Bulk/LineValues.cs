namespace Permil.Rating.Bulk;

/// <summary>The values of one line, as places in its bytes. Used again for every line.</summary>
internal sealed class LineValues(int dimensions)
{
    // Fields, not properties: the reader hands them out by reference.
#pragma warning disable CA1051, MA0069, S1104
    public int IdStart;
    public int IdLength;
    public int TimeStart;

    /// <summary>0 when the time is <see cref="TimeNumber"/>.</summary>
    public int TimeLength;
    public long TimeNumber;
    public long PromptTokens;
    public long CachedTokens;
    public long OutputTokens;

    /// <summary>-1 when the line does not say.</summary>
    public long ReasoningTokens;

    /// <summary>-1 when the line does not say.</summary>
    public long TotalTokens;
    public int CostStart;

    /// <summary>0 when the line does not say what it cost.</summary>
    public int CostLength;
#pragma warning restore CA1051, MA0069, S1104

    private readonly int[] _starts = new int[dimensions];
    private readonly int[] _lengths = new int[dimensions];

    /// <summary>Forgets what not every line of a shape has.</summary>
    public void Clear()
    {
        TimeLength = 0;
        CachedTokens = 0;
        ReasoningTokens = -1;
        TotalTokens = -1;
        CostLength = 0;
    }

    public void SetDimension(int dimension, int start, int length)
    {
        _starts[dimension] = start;
        _lengths[dimension] = length;
    }

    public (int Start, int Length) Dimension(int dimension) => (_starts[dimension], _lengths[dimension]);
}
