using Permil.Budgets;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway.Jobs;

/// <summary>A job that was started through the gateway and has not ended: a batch, a video, a fine-tuning.</summary>
/// <param name="Id">The provider's name of it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Intent">The call that started it; it stays open until the job has ended.</param>
/// <param name="Reservation">What is held for it.</param>
internal sealed record OpenJob(string Id, CallKind Kind, CallIntent Intent, Reservation Reservation)
{
    /// <summary>The file that tells what a batch used; <see langword="null"/>: not known yet.</summary>
    public string? OutputFileId { get; set; }

    /// <summary>Whether a caller may see it: it belongs to its account and, where the key has one, its tenant.</summary>
    public bool BelongsTo(Caller caller) =>
        string.Equals(Intent.Call.Account, caller.Key.Account, StringComparison.Ordinal)
        && (
            caller.Key.SubAccount is null
            || string.Equals(Intent.Call.SubAccount, caller.Key.SubAccount, StringComparison.Ordinal)
        );
}
