using Permil.Rating;

namespace Permil.Load;

/// <summary>Something to ask a store.</summary>
/// <param name="Name">As the caller names it.</param>
/// <param name="Keys">What usage is grouped by.</param>
/// <param name="IsWhatIf">Whether to rate a second time as if every call had gone through the batch mode.</param>
/// <param name="IsText">Whether writing the answer as CSV is part of what is timed.</param>
internal sealed record Question(string Name, IReadOnlyList<GroupKey> Keys, bool IsWhatIf = false, bool IsText = false)
{
    private static readonly GroupKey Model = new("model", GroupDimension.Model);
    private static readonly GroupKey Tenant = new("tenant", GroupDimension.SubAccount);
    private static readonly GroupKey Day = new("day", GroupDimension.Day);

    public static readonly IReadOnlyList<Question> All =
    [
        new("model", [Model]),
        new("model-day", [Model, Day]),
        new("tenant-model-day", [Tenant, Model, Day]),
        new("tenant-model-day-csv", [Tenant, Model, Day], IsText: true),
        new("what-if-model", [Model], IsWhatIf: true),
        new("what-if-model-day", [Model, Day], IsWhatIf: true),
    ];

    public static Question? Find(string name) =>
        All.FirstOrDefault(question => string.Equals(question.Name, name, StringComparison.Ordinal));
}
