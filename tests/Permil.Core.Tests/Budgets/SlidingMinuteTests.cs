using FsCheck;
using FsCheck.Fluent;

namespace Permil.Budgets;

public sealed class SlidingMinuteTests
{
    /// <summary>Any additions at any seconds: the sum is that of a plain list of what was added in the last 60 seconds.</summary>
    [Fact]
    public void Total_RandomAdditions_IsThatOfAPlainList() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var minute = new SlidingMinute();
                    var list = new List<(long Second, long Amount)>();
                    var now = (long)random.Next(-100, 1_000_000);
                    for (var i = 0; i < 200; i++)
                    {
                        now += random.Next(6) switch
                        {
                            0 => random.Next(0, 130),
                            1 => 1,
                            _ => 0,
                        };
                        minute.MoveTo(now);
                        var second = now - (random.Next(3) == 0 ? random.Next(0, 90) : 0);
                        var amount = (long)random.Next(0, 50);
                        minute.Add(second, amount);
                        list.Add((second, amount));

                        var most = random.Next(0, 1_000);
                        var first = minute.FirstSecondWithAtMost(most);
                        if (
                            minute.Total != SumAt(now)
                            || SumAt(first) > most
                            || (first > now && SumAt(first - 1) <= most)
                            || SumAt(minute.FirstEmptySecond()) != 0
                            || (minute.FirstEmptySecond() > now && SumAt(minute.FirstEmptySecond() - 1) == 0)
                        )
                        {
                            return false;
                        }
                    }

                    return true;

                    long SumAt(long at) =>
                        list.Where(entry => entry.Second > at - 60 && entry.Second <= at).Sum(entry => entry.Amount);
                }
            )
            .Holds(300);
}
