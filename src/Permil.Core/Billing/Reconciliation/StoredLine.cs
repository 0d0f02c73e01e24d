using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>What is stored of one day, model, mode, meter and key, priced with the price books.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Model">As the events write it; empty for none.</param>
/// <param name="Mode">As the events have it.</param>
/// <param name="Meter">As it was measured.</param>
/// <param name="Price">The SKU it was priced as; <see langword="null"/>: there is no price.</param>
/// <param name="Key">The key the calls were made with; <see langword="null"/>: not known, or not asked for.</param>
/// <param name="Quantity">In the meter's unit.</param>
/// <param name="ListCost">Exact; 0 without a price.</param>
/// <param name="Events">How many events it is the sum of.</param>
public sealed record StoredLine(
    DateOnly Day,
    string Model,
    Mode Mode,
    Meter Meter,
    SkuPrice? Price,
    string? Key,
    decimal Quantity,
    decimal ListCost,
    long Events
);
