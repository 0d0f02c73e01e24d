using System.Globalization;
using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

/// <summary>
/// Three months of an account as a seed tells them: a contract, credits, usage that comes in time, late or is taken back,
/// invoices now and then, some of them voided, and notes after prices were agreed anew.
/// </summary>
internal sealed class BillingStory
{
    private static readonly BillingMonth[] Months = [October, October.Next, October.Next.Next];

    private readonly Random _random;

    /// <param name="seed">Tells it.</param>
    /// <param name="areMonthsApart">Whether there are no credits and commitments that several months use.</param>
    public BillingStory(int seed, bool areMonthsApart = false)
    {
        _random = new Random(seed);
        Credits = areMonthsApart ? [] : [.. Enumerable.Range(0, _random.Next(4)).Select(RandomCredit)];
        var rules = Rules(areMonthsApart);
        Book = new MemoryBook(Terms($"{Prices()}\n{rules}", Credits));
        var next = 0;
        foreach (var month in Months)
        {
            Store(ref next, month);
            if (_random.Next(4) > 0 && IsNextToIssue(month))
            {
                Book.Issue(month);
            }

            if (_random.Next(5) == 0)
            {
                Book.VoidLast();
            }

            if (_random.Next(4) == 0)
            {
                Book.Terms = Terms($"{Prices()}\n{rules}", Credits);
                Months.Where(IsIssued).Take(_random.Next(1, 3)).ToList().ForEach(issued => Book.Note(issued, null));
            }
        }

        Store(ref next, Months[^1]);
    }

    public MemoryBook Book { get; }

    public IReadOnlyList<Credit> Credits { get; }

    /// <summary>Issues what is not issued yet, the months in order, and one month more for what came late.</summary>
    public void IssueAll()
    {
        foreach (var month in Months.Append(Months[^1].Next).Where(month => !IsIssued(month)))
        {
            Book.Issue(month);
        }
    }

    /// <summary>Whether an event was there when its month, or one after it, was invoiced.</summary>
    public bool IsInvoiced(UsageEvent usageEvent) =>
        IsIssued(BillingMonth.Of(usageEvent.Time)) && Book.Charges.SequenceOf(usageEvent) <= Book.Watermark;

    private bool IsIssued(BillingMonth month) => Book.Standing.Any(invoice => invoice.Month == month);

    private bool IsNextToIssue(BillingMonth month) => Months.TakeWhile(other => other < month).All(IsIssued);

    private void Store(ref int next, BillingMonth until)
    {
        for (var i = _random.Next(12); i > 0; i--)
        {
            var days = (until.End - October.Start).Days;
            var time = October.Start.AddHours(_random.Next(days * 24)).AddMinutes(_random.Next(60));
            Book.Charges.Store(
                RandomEvent($"e{next++}", time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            );
            if (_random.Next(8) == 0)
            {
                Book.Charges.Retract($"e{_random.Next(next)}");
            }
        }
    }

    private UsageEvent RandomEvent(string id, string time)
    {
        var usageEvent = _random.Next(6) switch
        {
            0 => Hours(id, time, Mode.Cluster, _random.Next(1, 12)),
            1 => Hours(id, time, Mode.Dedicated, _random.Next(1, 60) / 4m),
            2 => Tokens(id, time, "large", Meters.InputTokens, _random.Next(1, 9_000_000)),
            3 => Tokens(id, time, "small", Meters.OutputTokens, _random.Next(1, 9_000_000)),
            _ => Tokens(id, time, "small", Meters.InputTokens, _random.Next(1, 9_000_000)),
        };
        return usageEvent with { SubAccount = _random.Next(3) == 0 ? null : $"t{_random.Next(2)}" };
    }

    private Credit RandomCredit(int number)
    {
        var from = October.Start.AddDays(_random.Next(-10, 80));
        return new Credit
        {
            Id = $"credit{number}",
            Account = Account,
            Amount = _random.Next(1, 4000) / 100m,
            GrantedAt = from,
            ExpiresAt = _random.Next(3) == 0 ? null : from.AddDays(_random.Next(1, 60)),
            Kind = (CreditKind)_random.Next(4),
            Priority = _random.Next(3) * 50,
            Pays = _random.Next(3) == 0 ? new Contracts.ChargeMatch { Models = ["small"] } : null,
        };
    }

    private string Prices()
    {
        string[] all =
        [
            "rates: [{ id: rate, for: { models: small, meters: output_tokens }, price: 1.7, per: 1M tokens, from: 2026-10-10, agreed: 2026-01-01 }]",
            "discounts: [{ id: off, for: { models: large }, percent: 12.5, until: 2026-11-15, agreed: 2026-01-01 }]",
        ];
        return string.Join('\n', all.Where(_ => _random.Next(2) == 0));
    }

    private string Rules(bool areMonthsApart)
    {
        string[] all =
        [
            "volume-discounts: [{ id: volume, for: { modes: serverless }, over: spend, tiers: [{ up-to: 20, percent: 0 }, { up-to: 60, percent: 7 }, { percent: 33 }], agreed: 2026-01-01 }]",
            "minimums: [{ id: least, amount: 70, agreed: 2026-01-01 }]",
            $"reserved: [{string.Join(", ", Reserved()[..(areMonthsApart ? 2 : 3)].Where(_ => _random.Next(2) == 0))}]",
            areMonthsApart
                ? ""
                : "spend-commitments: [{ id: ahead, amount: 45.01, from: 2026-10-05, until: 2026-12-20, paid: upfront, agreed: 2026-01-01 }, { id: later, for: { models: small }, amount: 30, from: 2026-10-01, until: 2027-01-01, paid: arrears, agreed: 2026-01-01 }]",
            "taxes: [{ id: vat, percent: 8.25, agreed: 2026-01-01 }]",
        ];
        return string.Join('\n', all.Where(_ => _random.Next(2) == 0));
    }

    private static string[] Reserved() =>
        [
            "{ id: cluster, for: { modes: cluster, meters: gpu_cluster_hours }, quantity: 8, each: hour, price: 3.1, from: 2026-10-20, until: 2026-11-25, paid: upfront, agreed: 2026-01-01 }",
            "{ id: dedicated, for: { modes: dedicated, meters: dedicated_endpoint_hours }, quantity: 30, each: month, cost: 100, overage: { price: 5.5, per: hour }, from: 2026-10-01, until: 2026-12-01, paid: monthly, agreed: 2026-01-01 }",
            "{ id: pool, for: { models: large, meters: input_tokens }, quantity: 17M, each: term, cost: 100, from: 2026-10-03, until: 2026-12-15, paid: upfront, agreed: 2026-01-01 }",
        ];
}
