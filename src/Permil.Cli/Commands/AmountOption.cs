using System.CommandLine;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary><c>--amount 100</c>: money, in the currency of the price books.</summary>
internal static class AmountOption
{
    public static Option<decimal> Create() =>
        new("--amount")
        {
            Description = "How much, in the currency of the price books",
            HelpName = "AMOUNT",
            Required = true,
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (CountText.TryParse(text, out var amount) && amount > 0)
                {
                    return amount;
                }

                result.AddError($"--amount: found '{text}', allowed: a number of more than 0, as in 100 or 12.50");
                return default;
            },
        };
}
