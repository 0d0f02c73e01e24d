using System.CommandLine;
using System.CommandLine.Parsing;
using Permil.Budgets;
using Permil.Usage;

namespace Permil.Cli.Commands;

/// <summary><c>--rpm</c>, <c>--input-tpm</c> and the others: what may be done at most.</summary>
internal sealed class LimitOptions
{
    private const string NoLimit = "none";

    private readonly Option<Limit?> _requests = Create("--rpm", "Requests in any 60 seconds");
    private readonly Option<Limit?> _inputTokens = Create("--input-tpm", "Input tokens in any 60 seconds");
    private readonly Option<Limit?> _outputTokens = Create("--output-tpm", "Output tokens in any 60 seconds");
    private readonly Option<Limit?> _calls = Create("--concurrent", "Calls under way at the same time");
    private readonly Option<Limit?> _batchTokens = Create(
        "--batch-tokens",
        "Tokens of batches that have not ended, for each model"
    );

    /// <summary>A limit that was named.</summary>
    /// <param name="Value"><see langword="null"/>: none of its own.</param>
    private sealed record Limit(long? Value);

    public void AddTo(Command command)
    {
        command.Add(_requests);
        command.Add(_inputTokens);
        command.Add(_outputTokens);
        command.Add(_calls);
        command.Add(_batchTokens);
    }

    /// <summary>The limits with those that the command line names.</summary>
    public Limits Of(ParseResult result, Limits limits) =>
        limits with
        {
            RequestsPerMinute = Of(result, _requests, limits.RequestsPerMinute),
            InputTokensPerMinute = Of(result, _inputTokens, limits.InputTokensPerMinute),
            OutputTokensPerMinute = Of(result, _outputTokens, limits.OutputTokensPerMinute),
            ConcurrentCalls = Of(result, _calls, limits.ConcurrentCalls),
            BatchTokensPerModel = Of(result, _batchTokens, limits.BatchTokensPerModel),
        };

    /// <summary>Whether the command line names any.</summary>
    public bool AreGiven(ParseResult result) =>
        new[] { _requests, _inputTokens, _outputTokens, _calls, _batchTokens }.Any(option =>
            result.GetValue(option) is not null
        );

    private static long? Of(ParseResult result, Option<Limit?> option, long? otherwise) =>
        result.GetValue(option) is { } given ? given.Value : otherwise;

    private static Option<Limit?> Create(string name, string description) =>
        new(name)
        {
            Description = $"{description}; {NoLimit}: no limit of its own",
            HelpName = "N",
            CustomParser = result => Parse(name, result),
        };

    private static Limit? Parse(string name, ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (text == NoLimit)
        {
            return new Limit(null);
        }

        if (CountText.TryParse(text, out var count) && count == decimal.Truncate(count) && count <= long.MaxValue)
        {
            return new Limit((long)count);
        }

        result.AddError(
            $"{name}: found '{text}', allowed: a whole number of 0 or more, as in 3000 or 2M, or {NoLimit}"
        );
        return null;
    }
}
