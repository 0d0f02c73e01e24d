namespace Permil.Cli.Input;

/// <summary>Where the rejected lines of an input are.</summary>
/// <param name="Input">As the caller named it.</param>
/// <param name="File">The lines.</param>
/// <param name="Reasons">Why each was rejected.</param>
internal sealed record KeptRejects(string Input, string File, string Reasons);
