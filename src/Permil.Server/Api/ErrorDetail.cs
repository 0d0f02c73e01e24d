using System.Text.Json.Serialization;

namespace Permil.Server.Api;

/// <summary>What is wrong.</summary>
/// <param name="Message">What was found and what is allowed, for people.</param>
/// <param name="Type">The class of the error, as OpenAI names it.</param>
/// <param name="Param">The field or parameter it is about; null: none.</param>
/// <param name="Code">Which rule, for programs.</param>
public sealed record ErrorDetail(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    string Code
);
