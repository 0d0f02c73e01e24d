using System.Text.Json;
using Permil.Billing.Ledgers;

namespace Permil.Cli.Output;

/// <summary>How the ledger's accounts are called outside the program: <c>commitmentOpen</c>.</summary>
internal static class LedgerNames
{
    public static string Of(LedgerAccount account) => JsonNamingPolicy.CamelCase.ConvertName(account.ToString());
}
