namespace Permil.Server.Api;

/// <summary>Marks what no key may do.</summary>
internal sealed class AdminOnly
{
    public static readonly AdminOnly Mark = new();
}
