using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Rating;
using Permil.Server.Gateway;
using Permil.Server.Gateway.Jobs;
using Permil.Storage;
using Permil.Usage;

namespace Permil.Server.Hosting;

/// <summary>Ends the calls that a crash left open, before any new one is taken.</summary>
internal static class CallRecovery
{
    /// <summary>Calls become unsettled at what the rule says. Jobs stay open.</summary>
    /// <returns>How many calls were ended.</returns>
    public static async Task<int> EndCalls(UsageIntake intake, Settlement settlement, string currency)
    {
        var open = intake.OpenCalls;
        var started = open.Where(OpenJobs.Is).Select(OpenJobs.StarterOf).ToHashSet(StringComparer.Ordinal);
        var ended = 0;
        foreach (var intent in open)
        {
            if (OpenJobs.Is(intent))
            {
                continue;
            }

            if (started.Contains(intent.Call.Id))
            {
                // Its job was recorded, only its own end was not.
                intake.EndCall(intent.Call.Id, []);
                continue;
            }

            intake.EndCall(
                intent.Call.Id,
                [
                    intent.Call with
                    {
                        UnsettledReason = "the gateway stopped before the call ended",
                        ReportedCost = settlement.HeldFor(intent.BoundListCost, intent.LikelyCost),
                        ReportedCurrency = currency,
                    },
                ]
            );
            ended++;
        }

        await intake.FlushAsync();
        return ended;
    }

    /// <summary>Holds again what open jobs may cost, whatever the limits say by now.</summary>
    public static int ResumeJobs(
        UsageIntake intake,
        Admission admission,
        AllocationRules rules,
        Rater rater,
        OpenJobs jobs
    )
    {
        var resumed = 0;
        foreach (var intent in intake.OpenCalls.Where(OpenJobs.Is))
        {
            var scope = new CallScope(
                intent.Call.Tags.GetValueOrDefault(GatewayUsage.KeyTag),
                rules.Allocate(intent.Call).Event
            )
            {
                CanonicalModel = rater.Catalog.FindModel(intent.Call.Provider, intent.Call.Model, out _)?.Model?.Id,
            };
            var bound = new CallBound
            {
                ListCost = intent.BoundListCost,
                LikelyCost = intent.LikelyCost,
                InputTokens = 0,
                OutputTokens = null,
            };
            jobs.Resume(intent, admission.Resume(scope, bound, OpenJobs.TokensOf(intent)));
            resumed++;
        }

        return resumed;
    }
}
