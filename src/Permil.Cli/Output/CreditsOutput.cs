using System.Globalization;
using Permil.Json;
using Permil.Rating;
using Permil.Server.Api.Resources;

namespace Permil.Cli.Output;

/// <summary>Prints credits.</summary>
internal static class CreditsOutput
{
    public static void Print(
        IReadOnlyList<CreditResource> credits,
        string currency,
        OutputFormat format,
        string? remark = null
    ) =>
        ResourceOutput.Print(
            format,
            new CreditList(currency, credits),
            RowsOf(credits, currency),
            credits.Count == 0 ? "No credits: permil credits grant gives one" : remark
        );

    private static Rows RowsOf(IReadOnlyList<CreditResource> credits, string currency)
    {
        var areStanding = credits.Any(credit => credit.Used is not null);
        var rows = new Rows([
            new("credit", "credit"),
            new("account", "account"),
            new("amount", $"amount {currency}", IsNumber: true),
            .. areStanding
                ? (Rows.Column[])
                    [
                        new("used", $"used {currency}", IsNumber: true),
                        new("remaining", $"remaining {currency}", IsNumber: true),
                    ]
                : [],
            new("kind", "kind"),
            new("priority", "priority", IsNumber: true, CanDrop: true),
            new("pays", "pays"),
            new("granted_at", "granted", CanDrop: true),
            new("expires_at", "expires", CanDrop: true),
            new("note", "note", CanDrop: true),
        ]);
        foreach (var credit in credits)
        {
            rows.Add([
                credit.Id,
                credit.Account,
                DecimalText.Of(credit.Amount),
                .. areStanding ? (string?[])[Text(credit.Used), Text(credit.Remaining)] : [],
                EnumName.Of(credit.Kind),
                credit.Priority.ToString(CultureInfo.InvariantCulture),
                credit.Pays is { } pays ? ChargeMatchText.Of(pays) : "",
                PeriodText.Second(credit.GrantedAt),
                credit.ExpiresAt is { } end ? PeriodText.Second(end) : "",
                credit.Note ?? "",
            ]);
        }

        return rows;
    }

    private static string? Text(decimal? amount) => amount is { } known ? DecimalText.Of(known) : null;
}
