using Permil.Allocation;
using Permil.Rating;

namespace Permil.Storage.DuckDb.Rows;

internal static class DimensionColumns
{
    public static string NameOf(DimensionColumn column) =>
        column switch
        {
            DimensionColumn.Account => "account",
            DimensionColumn.SubAccount => "sub_account",
            DimensionColumn.Feature => "feature",
            DimensionColumn.Environment => "environment",
            _ => "tags",
        };

    /// <summary>The column a key is read from; <see langword="null"/> for keys of the kind, of time or of a charge.</summary>
    public static DimensionColumn? Of(GroupKey key) =>
        key.Dimension switch
        {
            GroupDimension.Account => DimensionColumn.Account,
            GroupDimension.SubAccount => DimensionColumn.SubAccount,
            GroupDimension.Feature => DimensionColumn.Feature,
            GroupDimension.Environment => DimensionColumn.Environment,
            GroupDimension.Tag or GroupDimension.Tags => DimensionColumn.Tags,
            _ => null,
        };

    /// <summary>The column that allocation rules look at; <see langword="null"/> for what belongs to the kind.</summary>
    public static DimensionColumn? Of(DimensionKey key) =>
        key.Dimension switch
        {
            AllocationDimension.Account => DimensionColumn.Account,
            AllocationDimension.SubAccount => DimensionColumn.SubAccount,
            AllocationDimension.Feature => DimensionColumn.Feature,
            AllocationDimension.Environment => DimensionColumn.Environment,
            AllocationDimension.Tag => DimensionColumn.Tags,
            _ => null,
        };

    public static EventTraits With(EventTraits traits, DimensionColumn column, int code) =>
        column switch
        {
            DimensionColumn.Account => traits with { Account = code },
            DimensionColumn.SubAccount => traits with { SubAccount = code },
            DimensionColumn.Feature => traits with { Feature = code },
            DimensionColumn.Environment => traits with { Environment = code },
            _ => traits with { Tags = code },
        };
}
