namespace Permil.Load;

/// <summary>The texts that made-up calls use, as UTF-8.</summary>
internal static class Names
{
    public static readonly byte[][] Models =
    [
        [.. "meta-llama/Llama-3.3-70B-Instruct-Turbo"u8],
        [.. "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8"u8],
        [.. "openai/gpt-oss-120b"u8],
        [.. "moonshotai/Kimi-K2-Instruct"u8],
        [.. "gpt-4o-mini"u8],
        [.. "gpt-4o"u8],
        [.. "gpt-5"u8],
        [.. "claude-sonnet-4-20250514"u8],
    ];

    /// <summary>Of 100 calls, how many go to a model or one before it.</summary>
    public static readonly int[] ModelsUpTo = [30, 42, 57, 65, 80, 88, 95, 100];

    public static readonly byte[][] Features =
    [
        [.. "chat"u8],
        [.. "search"u8],
        [.. "summarize"u8],
        [.. "agent"u8],
        [.. "embed-rerank"u8],
        [.. "codegen"u8],
    ];

    public static readonly byte[][] Environments =
    [
        [.. "prod"u8],
        [.. "staging"u8],
        [.. "dev"u8],
    ];

    public static readonly byte[][] Modes =
    [
        [.. "sync"u8],
        [.. "stream"u8],
        [.. "batch"u8],
    ];
}
