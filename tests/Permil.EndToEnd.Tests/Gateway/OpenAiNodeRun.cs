namespace Permil.Gateway;

/// <summary>The npm package <c>openai</c>.</summary>
public sealed class OpenAiNodeRun() : NodeRun("openai.mjs", "openai");
