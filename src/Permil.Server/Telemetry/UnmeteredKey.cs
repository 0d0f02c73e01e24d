namespace Permil.Server.Telemetry;

/// <summary>By what calls without usage of their own are told apart: both are few.</summary>
/// <param name="Upstream">Its name.</param>
/// <param name="StatusClass"><c>2xx</c> and the like.</param>
internal readonly record struct UnmeteredKey(string Upstream, string StatusClass)
{
    public SeriesLabels Labels => SeriesLabels.Of((LabelName.Upstream, Upstream), (LabelName.StatusClass, StatusClass));
}
