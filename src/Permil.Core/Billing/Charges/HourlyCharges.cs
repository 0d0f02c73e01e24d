using Permil.Billing.Contracts;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Charges;

/// <summary>Remembers which charges are told apart by the hour: texts are matched once for each charge, not for each sum.</summary>
internal sealed class HourlyCharges(IReadOnlyList<ChargeMatch> matches)
{
    private readonly Dictionary<SkuPrice, Dictionary<(string Model, Mode Mode, Meter Meter), bool>> _known = new(
        ReferenceEqualityComparer.Instance
    );

    public bool Takes(SkuPrice price, string model, Mode mode, Meter meter)
    {
        if (matches.Count == 0)
        {
            return false;
        }

        if (!_known.TryGetValue(price, out var charges))
        {
            _known.Add(price, charges = []);
        }

        if (!charges.TryGetValue((model, mode, meter), out var isHourly))
        {
            isHourly = matches.Any(match => match.Takes(price, model, mode, meter));
            charges.Add((model, mode, meter), isHourly);
        }

        return isHourly;
    }
}
