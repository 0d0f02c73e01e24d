using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>What one side of a generated month has of one day, model, mode, meter and key.</summary>
/// <param name="Day">Of September 2026.</param>
/// <param name="Model">The model.</param>
/// <param name="Mode">Serverless or batch.</param>
/// <param name="Meter">The meter.</param>
/// <param name="Key">The key.</param>
internal readonly record struct MonthLine(int Day, string Model, Mode Mode, Meter Meter, string Key);
