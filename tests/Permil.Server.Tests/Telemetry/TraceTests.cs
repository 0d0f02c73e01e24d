namespace Permil.Server.Telemetry;

/// <summary>Tests that listen to traces: listeners are the whole process's, so these run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class TraceTests
{
    public const string Name = "traces";
}
