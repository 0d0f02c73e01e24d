namespace Permil.Server.Api;

/// <summary>A body that cannot be read any further.</summary>
internal sealed class BodyException(int status, string reason, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>The HTTP status that says so.</summary>
    public int Status { get; } = status;
}
