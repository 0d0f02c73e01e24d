namespace Permil.Focus.Validation.Requirements;

/// <summary>
/// Turns a model's rules into rules to check: what a rule is part of hands its condition and criteria down, and each
/// rule becomes one.
/// </summary>
internal sealed class RequirementReading(IReadOnlyDictionary<string, Requirement> requirements)
{
    private readonly Dictionary<string, List<string>> _parents = ParentsOf(requirements);

    public IReadOnlyList<FocusRule> Rules() =>
        [.. requirements.Values.Where(IsAboutCostAndUsage).Select(requirement => RuleOf(requirement))];

    /// <summary>Other datasets' columns and rules about the specification's own words are no rules about this file.</summary>
    private static bool IsAboutCostAndUsage(Requirement requirement) =>
        !requirement.Id.StartsWith("CCT-", StringComparison.Ordinal)
        && !requirement.Id.StartsWith("BPD-", StringComparison.Ordinal)
        && !requirement.Id.StartsWith("IND-", StringComparison.Ordinal);

    private FocusRule RuleOf(Requirement requirement)
    {
        var lineage = LineageOf(requirement);
        var rule = new FocusRule
        {
            Id = requirement.Id,
            Columns = [requirement.Reference],
            Keyword = requirement.Keyword,
            Statement = requirement.Statement,
            Check = new FocusCheck.OfNothing(),
            Criteria = [.. lineage.SelectMany(part => part.Criteria).Distinct(StringComparer.Ordinal)],
            SkippedBecause = ReasonToSkip(requirement, lineage),
        };
        if (PartsOf(requirement.Check) is { Count: > 0 } parts)
        {
            return rule with { Check = new FocusCheck.OfRules(parts) };
        }

        if (rule.SkippedBecause is not null || requirement.Check is null)
        {
            return rule with { SkippedBecause = rule.SkippedBecause ?? "it names nothing to check" };
        }

        try
        {
            return Checked(requirement, lineage, rule);
        }
        catch (NotSupportedException exception)
        {
            return rule with { SkippedBecause = exception.Message };
        }
    }

    private static string? ReasonToSkip(Requirement requirement, IReadOnlyList<Requirement> lineage) =>
        !requirement.IsActive ? "it was removed from the specification"
        : lineage.FirstOrDefault(part => !part.IsActive) is { } removed
            ? $"it is part of {removed.Id}, which was removed from the specification"
        : requirement.IsDynamic ? "dynamic: a file alone cannot answer it"
        : requirement.Keyword == FocusKeyword.May ? "what is only allowed cannot be broken"
        : KnownDefects.ReasonOf(requirement);

    /// <summary>The columns whose presence it, or what it is part of, depends on.</summary>
    private string[] NeededBy(IReadOnlyList<Requirement> lineage) =>
        [
            .. lineage
                .Where(part => part.EntityType == "Column")
                .SelectMany(part => part.Dependencies)
                .Select(id => requirements.GetValueOrDefault(id))
                .Where(part => part is { IsActive: true, EntityType: "Dataset", Check.Function: "ColumnPresent" })
                .Select(part => part!.Check!.Argument("ColumnName"))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];

    private FocusRule Checked(Requirement requirement, IReadOnlyList<Requirement> lineage, FocusRule rule)
    {
        var check = requirement.Check!;
        var conditions = lineage.Select(part => part.Condition).OfType<RequirementNode>().ToList();
        var condition = conditions.Count switch
        {
            0 => null,
            1 => RequirementTests.Met(conditions[0]),
            _ => new FocusTest.AllOf([.. conditions.Select(RequirementTests.Met)]),
        };
        FocusCheck made = check.Function switch
        {
            "ColumnPresent" => new FocusCheck.HasColumn(
                check.Argument("ColumnName") ?? throw new NotSupportedException("ColumnPresent names no column")
            ),
            "CheckDistinctCount" when check.Argument("ExpectedCount") is "1" => new FocusCheck.OfOneTo(
                check.Argument("ColumnAName")!,
                check.Argument("ColumnBName")!,
                condition
            ),
            "CheckDistinctCount" => throw new NotSupportedException(
                $"CheckDistinctCount is known for a count of 1 only, found {check.Argument("ExpectedCount")}"
            ),
            "CheckNoDuplicates" => new FocusCheck.OfNoDuplicates(check.Argument("ColumnName")!, condition),
            _ => new FocusCheck.OfRows(RequirementTests.Required(check), condition),
        };
        var repairs = conditions.Append(check).SelectMany(node => node.Repairs()).Distinct(StringComparer.Ordinal);
        return rule with
        {
            Check = made,
            Needs = made is FocusCheck.HasColumn || requirement.EntityType == "Dataset" ? [] : NeededBy(lineage),
            Columns = ColumnsOf(requirement, made),
            Note = string.Join("; ", repairs) is { Length: > 0 } note ? note : null,
        };
    }

    private static string[] ColumnsOf(Requirement requirement, FocusCheck check)
    {
        IEnumerable<string> columns = check switch
        {
            FocusCheck.OfRows rows => RequiredColumns
                .Of(rows.Test)
                .Concat(rows.Condition is null ? [] : RequiredColumns.Of(rows.Condition)),
            FocusCheck.OfOneTo oneTo => [oneTo.Column, oneTo.Other],
            FocusCheck.OfNoDuplicates unique => [unique.Column],
            FocusCheck.HasColumn(var column) => [column],
            _ => [],
        };
        return
        [
            .. (requirement.EntityType == "Column" ? columns.Prepend(requirement.Reference) : columns).Distinct(
                StringComparer.Ordinal
            ),
        ];
    }

    /// <summary>The rule and all that it is part of.</summary>
    private List<Requirement> LineageOf(Requirement requirement)
    {
        var lineage = new List<Requirement>();
        var next = new Queue<string>([requirement.Id]);
        while (next.TryDequeue(out var id))
        {
            if (requirements.TryGetValue(id, out var part) && !lineage.Contains(part))
            {
                lineage.Add(part);
                foreach (var parent in _parents.GetValueOrDefault(id, []))
                {
                    next.Enqueue(parent);
                }
            }
        }

        return lineage;
    }

    /// <summary>The rules that a composite consists of.</summary>
    private static List<string> PartsOf(RequirementNode? check) =>
        check?.Function switch
        {
            "CheckModelRule" => check.Argument("ModelRuleId") is { } id ? [id] : [],
            "AND" or "OR" => [.. check.Items.SelectMany(PartsOf)],
            _ => [],
        };

    private static Dictionary<string, List<string>> ParentsOf(IReadOnlyDictionary<string, Requirement> requirements)
    {
        var parents = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var requirement in requirements.Values)
        {
            foreach (var part in PartsOf(requirement.Check))
            {
                if (!parents.TryGetValue(part, out var known))
                {
                    parents[part] = known = [];
                }

                known.Add(requirement.Id);
            }
        }

        return parents;
    }
}
