namespace Permil.Billing.Reconciliation;

/// <summary>What a planted difference must be found as.</summary>
/// <param name="Kind">In what the sides differ.</param>
/// <param name="Cause">Why.</param>
/// <param name="Lines">Day, subject, meter, mode and key of every line of it, in order.</param>
internal sealed record PlantedFinding(FindingKind Kind, FindingCause Cause, string Lines)
{
    public static PlantedFinding Of(FindingKind kind, FindingCause cause, params MonthLine[] lines) =>
        new(
            kind,
            cause,
            string.Join(
                " + ",
                lines
                    .Select(line => $"{line.Day} {line.Model} {line.Meter} {Usage.ModeName.Of(line.Mode)} {line.Key}")
                    .Order(StringComparer.Ordinal)
            )
        );

    public static PlantedFinding Of(Finding finding) =>
        new(
            finding.Kind,
            finding.Cause,
            string.Join(
                " + ",
                finding
                    .Sides.Select(sides => sides.Line)
                    .Select(line => $"{line.Day.Day} {line.Subject} {line.Meter} {line.Mode} {line.Key}")
                    .Order(StringComparer.Ordinal)
            )
        );
}
