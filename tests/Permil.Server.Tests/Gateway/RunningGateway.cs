namespace Permil.Server.Gateway;

/// <summary>A gateway as it is without options, for all tests of a class.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    internal GatewayHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await GatewayHost.Run();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
