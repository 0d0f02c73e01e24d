namespace Permil.Server.Api;

/// <summary>A request that is answered with an error.</summary>
internal sealed class ApiException : Exception
{
    public ApiException(int status, string code, string message, string? param = null)
        : base(message)
    {
        Status = status;
        Code = code;
        Param = param;
    }

    public ApiException(string message)
        : this(400, "invalid_request", message) { }

    public ApiException(string message, Exception innerException)
        : base(message, innerException)
    {
        Status = 400;
        Code = "invalid_request";
    }

    public ApiException() { }

    /// <summary>HTTP.</summary>
    public int Status { get; }

    /// <summary>Which rule, for programs.</summary>
    public string Code { get; } = "";

    /// <summary>The field or parameter it is about.</summary>
    public string? Param { get; init; }
}
