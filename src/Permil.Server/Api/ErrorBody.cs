namespace Permil.Server.Api;

/// <summary>Every error of the API, in the shape of OpenAI's.</summary>
public sealed record ErrorBody(ErrorDetail Error);
