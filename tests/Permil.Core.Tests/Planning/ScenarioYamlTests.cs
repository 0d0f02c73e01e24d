using Permil.Pricing;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Planning;

public sealed class ScenarioYamlTests
{
    [Fact]
    public void Read_Workload_TakesAllItsKeys()
    {
        var workload = Read(
                """
                name: s
                workloads:
                  - { name: a, provider: together, model: m, mode: batch, requests: 2M, input-tokens: 3K, cached-tokens: 1K,
                      output-tokens: 5, tenant: t, feature: f, environment: e, service-tier: Priority }
                """
            )
            .ShouldHaveSingleItem();

        workload.Name.ShouldBe("a");
        workload.Provider.ShouldBe("together");
        workload.Mode.ShouldBe(Mode.Batch);
        workload.RequestsPerMonth.ShouldBe(2_000_000);
        workload.PerRequest.Select(measured => measured.Quantity).ShouldBe([2_000, 1_000, 5]);
        (workload.SubAccount, workload.Feature, workload.Environment).ShouldBe(("t", "f", "e"));
        workload.Attributes["service_tier"].ShouldBe("priority");
    }

    [Fact]
    public void Read_HoursOfCapacity_ImplyTheirMode() =>
        Read("workloads: [{ quantities: { gpu_cluster_hours: 5 }, gpus: 8 }]")[0].Mode.ShouldBe(Mode.Cluster);

    [Theory]
    [InlineData("workloads: [", 0, "")]
    [InlineData("", 1, "0 YAML documents")]
    [InlineData("a: 1\n---\nb: 2\n", 1, "2 YAML documents")]
    [InlineData("name: x\n", 1, "workloads")]
    [InlineData("workloads: 5\n", 1, "")]
    [InlineData("workloads:\n  - input-tokens: 5\n    colour: red\n", 3, "colour")]
    [InlineData("workloads:\n  - input-tokens: many\n", 2, "many")]
    [InlineData("workloads:\n  - input-tokens: -5\n", 2, "-5")]
    [InlineData("workloads:\n  - model: m\n", 2, "nothing used")]
    [InlineData("workloads:\n  - input-tokens: 5\n    cached-tokens: 6\n", 2, "cached tokens")]
    [InlineData("workloads:\n  - input-tokens: 5\n    mode: sideways\n", 3, "sideways")]
    [InlineData("workloads:\n  - quantities:\n      bananas: 5\n", 3, "bananas")]
    public void Read_Fault_IsNamedWithItsLine(string text, int line, string found)
    {
        var fault = Should.Throw<YamlFormatException>(() => Read(text));

        fault.Message.ShouldContain("scenario.yaml");
        fault.Message.ShouldContain(found);
        if (line > 0)
        {
            fault.Line.ShouldBe(line);
        }
    }

    private static IReadOnlyList<Workload> Read(string text)
    {
        using var reader = new StringReader(text);
        return ScenarioYaml.Read(reader, "scenario.yaml");
    }
}
