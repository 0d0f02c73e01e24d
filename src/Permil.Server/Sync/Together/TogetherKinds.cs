namespace Permil.Server.Sync.Together;

/// <summary>The kinds of resources that are read, in the order in which they are read: what runs first.</summary>
public static class TogetherKinds
{
    public const string Endpoints = "endpoints";
    public const string Deployments = "deployments";
    public const string Containers = "containers";
    public const string Clusters = "clusters";
    public const string Volumes = "volumes";
    public const string FineTunes = "fine-tunes";
    public const string Batches = "batches";

    public static IReadOnlyList<string> All { get; } =
    [Endpoints, Deployments, Containers, Clusters, Volumes, FineTunes, Batches];
}
