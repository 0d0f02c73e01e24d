using Permil.Budgets;
using Permil.Server.Gateway.Upstreams;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway.Jobs;

/// <summary>A job that was started through the gateway and has not ended: a batch, a video, a fine-tuning.</summary>
/// <param name="id">The provider's name of it.</param>
/// <param name="kind">What it is.</param>
/// <param name="intent">The call that started it; it stays open until the job has ended.</param>
/// <param name="reservation">What is held for it.</param>
/// <param name="upstream">Who has it: only this one knows how it is.</param>
internal sealed class OpenJob(string id, CallKind kind, CallIntent intent, Reservation reservation, Upstream upstream)
{
    private int _isEnding;

    public string Id => id;

    public CallKind Kind => kind;

    public CallIntent Intent => intent;

    public Reservation Reservation => reservation;

    public Upstream Upstream => upstream;

    /// <summary>The file that tells what a batch used; <see langword="null"/>: not known yet.</summary>
    public string? OutputFileId { get; set; }

    /// <summary>Whether a caller may see it: it belongs to its account and, where the key has one, its tenant.</summary>
    public bool BelongsTo(Caller caller) =>
        string.Equals(Intent.Call.Account, caller.Key.Account, StringComparison.Ordinal)
        && (
            caller.Key.SubAccount is null
            || string.Equals(Intent.Call.SubAccount, caller.Key.SubAccount, StringComparison.Ordinal)
        );

    /// <summary>Of several who see its end at the same time, one ends it.</summary>
    public bool TryBeginEnd() => Interlocked.Exchange(ref _isEnding, 1) == 0;

    /// <summary>Its end could not be recorded: the next who sees it tries again.</summary>
    public void KeepOpen() => Volatile.Write(ref _isEnding, 0);
}
