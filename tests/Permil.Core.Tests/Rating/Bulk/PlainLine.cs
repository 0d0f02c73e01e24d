namespace Permil.Rating.Bulk;

/// <summary>Lines as applications log them.</summary>
internal static class PlainLine
{
    /// <summary>With its line feed.</summary>
    public static string Of(string id, int input, int output) =>
        $$$"""{"id":"{{{id}}}","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}}}}"""
        + "\n";

    /// <summary>Of so many bytes, without a line feed.</summary>
    public static string OfLength(int number, int length)
    {
        var head =
            $$$"""{"id":"line{{{number}}}","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","usage":{"prompt_tokens":10,"completion_tokens":2},"note":" """;
        return head + new string('x', length - head.Length - 2) + "\"}";
    }
}
