namespace Permil.Allocation;

/// <summary>What allocation rules can look at in recorded usage, beside its time.</summary>
public enum AllocationDimension
{
    Source,

    /// <summary>As the source wrote it, not the provider whose price book knows the model.</summary>
    Provider,
    Model,
    Mode,
    Account,
    SubAccount,
    Feature,
    Environment,
    Tag,
}
