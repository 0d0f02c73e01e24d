using Permil.Billing;

namespace Permil.Cli.Commands;

/// <summary>Billing months as options have them.</summary>
internal static class MonthText
{
    /// <exception cref="UsageException">It is no month.</exception>
    public static BillingMonth Parse(string option, string text)
    {
        try
        {
            return BillingMonth.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{option}: {exception.Message}", exception);
        }
    }
}
