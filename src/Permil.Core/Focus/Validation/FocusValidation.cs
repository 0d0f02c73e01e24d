namespace Permil.Focus.Validation;

/// <summary>Holds rules against a file, whose rows are handed in batch by batch; all rules see each row once.</summary>
public sealed class FocusValidation
{
    private readonly IReadOnlyList<FocusRule> _rules;
    private readonly FileShape _shape;
    private readonly RowTests _tests;
    private readonly Dictionary<string, RuleProbe> _probes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _headingFaults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _evidence = new(StringComparer.Ordinal);
    private readonly HashSet<string> _supported;
    private readonly bool _isTold;
    private long _rows;

    /// <param name="rules">The rules; their ids are unlike one another.</param>
    /// <param name="columns">The file's columns in their order.</param>
    /// <param name="criteria">What the generator supports; <see langword="null"/>: what the file shows.</param>
    public FocusValidation(
        IReadOnlyList<FocusRule> rules,
        IReadOnlyList<FocusFileColumn> columns,
        IReadOnlyCollection<string>? criteria = null
    )
    {
        _rules = rules;
        _shape = new(columns);
        _tests = new(_shape);
        _isTold = criteria is not null;
        _supported = [.. criteria ?? []];
        foreach (var rule in rules.Where(rule => rule.SkippedBecause is null && MissingColumn(rule) is null))
        {
            AddProbe(rule);
        }

        foreach (var criterion in _isTold ? [] : FocusCriteria.All)
        {
            _evidence.Add(criterion.Name, _tests.Add(criterion.Evidence));
        }
    }

    /// <summary>Looks at the next rows; columns as they were given to the constructor.</summary>
    public void Look(FocusBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _tests.Answer(batch);
        foreach (var (name, place) in _evidence)
        {
            if (!_supported.Contains(name) && HasRow(_tests[place], batch.Count))
            {
                _supported.Add(name);
            }
        }

        foreach (var probe in _probes.Values)
        {
            probe.Look(batch, _tests, _rows);
        }

        _rows += batch.Count;
    }

    /// <param name="name">What the rules are called in the report.</param>
    public FocusReport Finish(string name)
    {
        var results = new Dictionary<string, FocusRuleResult>(StringComparer.Ordinal);
        foreach (var rule in _rules.Where(rule => rule.Check is not FocusCheck.OfRules))
        {
            results.Add(rule.Id, ResultOf(rule));
        }

        var sums = new CompositeResults(_rules, results);
        return new()
        {
            Rules = name,
            Rows = _rows,
            Criteria = [.. _supported.Order(StringComparer.Ordinal)],
            Results = [.. _rules.Select(rule => results.GetValueOrDefault(rule.Id) ?? sums.Of(rule))],
        };
    }

    private void AddProbe(FocusRule rule)
    {
        switch (rule.Check)
        {
            case FocusCheck.OfRows check:
                _probes.Add(rule.Id, new RowProbe(rule, check, _shape, _tests));
                break;
            case FocusCheck.OfOneTo check:
                _probes.Add(rule.Id, new OneToProbe(rule, check, _shape, _tests));
                break;
            case FocusCheck.OfNoDuplicates check:
                _probes.Add(rule.Id, new DuplicateProbe(rule, check, _shape, _tests));
                break;
            case FocusCheck.OfCommitmentSums:
                _probes.Add(rule.Id, new CommitmentProbe(rule, _shape, _tests));
                break;
            default:
                _headingFaults.Add(rule.Id, HeadingCheck.Fault(rule.Check, _shape));
                break;
        }
    }

    private FocusRuleResult ResultOf(FocusRule rule)
    {
        if (rule.SkippedBecause is { } because)
        {
            return Skipped(rule, because);
        }

        if (rule.Keyword == FocusKeyword.May)
        {
            return Skipped(rule, "what is only allowed cannot be broken");
        }

        var missing = rule.Criteria.Where(criterion => !_supported.Contains(criterion)).ToList();
        if (missing.Count > 0)
        {
            return Skipped(
                rule,
                $"{(_isTold ? "not said to hold" : "the file does not show")}: {string.Join(", ", missing)}"
            );
        }

        if (MissingColumn(rule) is { } column)
        {
            return Skipped(rule, $"the file has no column {column}");
        }

        return _probes.TryGetValue(rule.Id, out var probe)
            ? probe.Finish()
            : new()
            {
                Rule = rule,
                Outcome = _headingFaults[rule.Id] is null ? FocusOutcome.Pass : FocusOutcome.Fail,
                Reason = _headingFaults[rule.Id],
            };
    }

    /// <summary>A column without which the rule says nothing. Columns of conditions may be missing: they are null then.</summary>
    private string? MissingColumn(FocusRule rule)
    {
        IEnumerable<string> needed = rule.Check switch
        {
            FocusCheck.OfRows rows => RequiredColumns.Of(rows.Test),
            FocusCheck.OfOneTo oneTo => [oneTo.Column, oneTo.Other],
            FocusCheck.OfNoDuplicates unique => [unique.Column],
            FocusCheck.OfCommitmentSums => rule.Columns,
            _ => [],
        };
        return needed.Concat(rule.Needs).FirstOrDefault(column => !_shape.Has(column));
    }

    private static FocusRuleResult Skipped(FocusRule rule, string because) =>
        new()
        {
            Rule = rule,
            Outcome = FocusOutcome.Skipped,
            Reason = because,
        };

    private static bool HasRow(ReadOnlySpan<ulong> mask, int count)
    {
        for (var row = 0; row < count; row += 64)
        {
            var rest = count - row;
            var rows = rest >= 64 ? ulong.MaxValue : (1UL << rest) - 1;
            if ((mask[row / 64] & rows) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
