namespace Permil.Focus.Export;

/// <summary>Who sells, runs and invoices what a row is about.</summary>
/// <param name="Issuer">Who writes the invoice.</param>
/// <param name="ServiceProvider">Whom the account bought it from: the issuer.</param>
/// <param name="Host">Whose machines it runs on; <see langword="null"/> for a tax.</param>
/// <param name="Publisher">Who made it.</param>
/// <param name="Service">What it is sold as.</param>
public sealed record FocusParties(
    string Issuer,
    string ServiceProvider,
    string? Host,
    string Publisher,
    string Service
);
