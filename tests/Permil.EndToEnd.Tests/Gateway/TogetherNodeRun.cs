namespace Permil.Gateway;

/// <summary>The npm package <c>together-ai</c>.</summary>
public sealed class TogetherNodeRun() : NodeRun("together.mjs", "together");
