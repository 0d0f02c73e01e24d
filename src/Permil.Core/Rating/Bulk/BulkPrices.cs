using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>The prices of one trait while none of them changes.</summary>
internal sealed class BulkPrices
{
    public BulkPrices(UsageEvent sample, PriceAnswer[] answers)
    {
        Sample = sample;
        Answers = answers;
        AreAllFound = Array.TrueForAll(answers, answer => answer.HasPrice);
        var areAllMissing = Array.TrueForAll(
            answers,
            answer => !answer.HasPrice && string.Equals(answer.Reason, answers[0].Reason, StringComparison.Ordinal)
        );
        CanBeSummed = areAllMissing || (AreAllFound && Array.TrueForAll(answers, ListCost.IsAdditive));
        if (AreAllFound && CanBeSummed)
        {
            Steps =
            [
                .. answers
                    .SelectMany(answer => answer.Amounts!.ContextSteps)
                    .Select(step => step.OverInputTokens)
                    .Distinct()
                    .Order(),
            ];
            _unitCosts =
            [
                .. Enumerable
                    .Range(0, Steps.Length + 1)
                    .Select(step =>
                        Array.ConvertAll(answers, answer => ListCost.OfOneUnit(answer, InputTokensIn(step)))
                    ),
            ];
        }
    }

    private readonly decimal[][] _unitCosts = [];

    public UsageEvent Sample { get; }

    public PriceAnswer[] Answers { get; }

    public bool AreAllFound { get; }

    /// <summary>
    /// Whether the price of a sum is the sum of the prices, and either all meters have one or none for one reason: only
    /// then does an event with a meter at 0 count as the others do.
    /// </summary>
    public bool CanBeSummed { get; }

    /// <summary>The input lengths beyond which another price holds, rising.</summary>
    public long[] Steps { get; } = [];

    /// <summary>Which stretch between the steps an input length is in.</summary>
    public int StepOf(long inputTokens)
    {
        var step = 0;
        while (step < Steps.Length && inputTokens > Steps[step])
        {
            step++;
        }

        return step;
    }

    /// <summary>An input length within a stretch.</summary>
    public long InputTokensIn(int step) => step == 0 ? 0 : Steps[step - 1] + 1;

    /// <summary>What a sum lists for; 0 when there are no prices.</summary>
    public decimal CostOf(in BulkTotals.Sum sum, int step)
    {
        if (!AreAllFound)
        {
            return 0;
        }

        var unitCosts = _unitCosts[step];
        return Exact.Add(
            Exact.Add(Exact.Multiply(sum.Input, unitCosts[0]), Exact.Multiply(sum.Cached, unitCosts[1])),
            Exact.Multiply(sum.Output, unitCosts[2])
        );
    }
}
