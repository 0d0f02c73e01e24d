using Permil.Pricing;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Answers;

/// <summary>What readers are to assume where an answer is silent.</summary>
internal static class AnswerContext
{
    public static RecordContext For(PriceCatalog catalog) =>
        new(
            GatewayUsage.Source,
            Line: 0,
            Index: 0,
            new ReadOptions { DefaultTime = EventTime.Min, CachedInsideInput = catalog.CachedInsideInput }
        );
}
