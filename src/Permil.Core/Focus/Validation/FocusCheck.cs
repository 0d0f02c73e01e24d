namespace Permil.Focus.Validation;

/// <summary>What a rule looks at.</summary>
public abstract record FocusCheck
{
    private FocusCheck() { }

    /// <summary>Every row that meets the condition passes the test.</summary>
    public sealed record OfRows(FocusTest Test, FocusTest? Condition = null) : FocusCheck;

    /// <summary>The file has the column.</summary>
    public sealed record HasColumn(string Column) : FocusCheck;

    /// <summary>No heading is there twice, nor twice but for the case of its letters.</summary>
    public sealed record HasColumnsOnce : FocusCheck;

    /// <summary>Columns that are not the specification's begin with <c>x_</c>.</summary>
    public sealed record HasOwnColumnsMarked(IReadOnlyCollection<string> Known) : FocusCheck;

    /// <summary>The specification's columns are before all others.</summary>
    public sealed record HasOwnColumnsLast(IReadOnlyCollection<string> Known) : FocusCheck;

    /// <summary>Every value of a column goes with one value of another one; nulls of either do not count.</summary>
    public sealed record OfOneTo(string Column, string Other, FocusTest? Condition = null) : FocusCheck;

    /// <summary>No value of a column is there twice; nulls do not count.</summary>
    public sealed record OfNoDuplicates(string Column, FocusTest? Condition = null) : FocusCheck;

    /// <summary>What a commitment's used and unused rows cost is what was paid for it, where the file has its whole term.</summary>
    public sealed record OfCommitmentSums : FocusCheck;

    /// <summary>The outcome of other rules together.</summary>
    public sealed record OfRules(IReadOnlyList<string> Rules) : FocusCheck;

    /// <summary>Nothing that the file could answer.</summary>
    public sealed record OfNothing : FocusCheck;
}
