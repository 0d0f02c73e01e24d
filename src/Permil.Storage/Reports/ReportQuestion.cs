using Permil.Rating;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Storage.Reports;

/// <summary>What a report is asked.</summary>
/// <param name="Keys">What to group by; empty for one group.</param>
/// <param name="Selection">Which usage.</param>
/// <param name="IsCompared">
/// Whether the stretch of the same length just before stands beside it, whole months beside whole months; without a period
/// the last month with usage is compared.
/// </param>
public sealed record ReportQuestion(IReadOnlyList<GroupKey> Keys, UsageSelection Selection, bool IsCompared)
{
    /// <summary>What can be told without a store.</summary>
    /// <exception cref="ReportQuestionException">It cannot be answered.</exception>
    public void Check()
    {
        var ofTime = Keys.FirstOrDefault(key =>
            key.Dimension is GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month
        );
        if (IsCompared && ofTime is not null)
        {
            throw new ReportQuestionException(
                $"two periods have no {ofTime.Name} in common; leave '{ofTime.Name}' out of what is grouped by"
            );
        }
    }
}
