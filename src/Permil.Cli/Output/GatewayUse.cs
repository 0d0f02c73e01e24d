namespace Permil.Cli.Output;

/// <summary>How an application uses a key.</summary>
internal static class GatewayUse
{
    /// <summary>Where <c>permil serve</c> listens when it is told nothing.</summary>
    public const int DefaultPort = 4700;

    public static string Of(string secret) =>
        $"Base URL http://127.0.0.1:{DefaultPort}/v1 (where permil serve listens), API key {secret}";
}
