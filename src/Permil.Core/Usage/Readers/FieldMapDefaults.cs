namespace Permil.Usage.Readers;

/// <summary>The places where logs usually keep their fields, the surest first.</summary>
internal static class FieldMapDefaults
{
    private static readonly (LogField Field, string Paths)[] Plain =
    [
        (LogField.Id, "id request_id requestId event_id eventId response_id responseId response.id call_id uuid"),
        (LogField.Source, "source"),
        (
            LogField.Time,
            "ts time timestamp @timestamp created created_at createdAt start_time startTime started_at date response.created"
        ),
        (LogField.Provider, "provider provider_name custom_llm_provider vendor gen_ai.provider.name gen_ai.system"),
        (
            LogField.Model,
            "model model_name modelName model_id response.model response_model request.model request_model "
                + "gen_ai.response.model gen_ai.request.model"
        ),
        (LogField.Mode, "mode billing_mode"),
        (
            LogField.Account,
            "account account_id accountId billing_account customer customer_id org org_id organization organization_id"
        ),
        (
            LogField.SubAccount,
            "tenant tenant_id tenantId sub_account subAccount sub_account_id team team_id teamId project project_id "
                + "metadata.tenant metadata.team"
        ),
        (LogField.Feature, "feature feature_name endpoint_name use_case metadata.feature"),
        (LogField.Environment, "env environment deployment_environment stage metadata.env metadata.environment"),
        (LogField.ReportedCost, "cost cost_usd costUsd total_cost response_cost spend"),
    ];

    /// <summary>Counts, looked for under each of <see cref="UsagePrefixes"/>.</summary>
    private static readonly (LogField Field, string Paths)[] Counts =
    [
        (LogField.PromptTokens, "prompt_tokens promptTokens prompt_token_count"),
        (LogField.InputTokens, "input_tokens inputTokens tokens_in"),
        (LogField.OutputTokens, "completion_tokens completionTokens output_tokens outputTokens tokens_out"),
        (
            LogField.CachedInsidePrompt,
            "prompt_tokens_details.cached_tokens input_tokens_details.cached_tokens promptTokensDetails.cachedTokens "
                + "input_token_details.cached_tokens"
        ),
        (
            LogField.CachedTokens,
            "cached_tokens cachedTokens cached cached_input_tokens cachedInputTokens prompt_cache_hit_tokens"
        ),
        (LogField.CachedOutsideInput, "cache_read_input_tokens cacheReadInputTokens cache_read_tokens"),
        (
            LogField.CacheWriteTokens,
            "cache_creation.ephemeral_5m_input_tokens prompt_tokens_details.cache_write_tokens "
                + "input_tokens_details.cache_write_tokens cache_creation_input_tokens cacheCreationInputTokens cache_write_tokens"
        ),
        (LogField.CacheWrite1hTokens, "cache_creation.ephemeral_1h_input_tokens cache_write_1h_tokens"),
        (
            LogField.ReasoningTokens,
            "completion_tokens_details.reasoning_tokens output_tokens_details.reasoning_tokens "
                + "output_tokens_details.thinking_tokens reasoning_tokens reasoningTokens"
        ),
        (LogField.TotalTokens, "total_tokens totalTokens"),
    ];

    private static readonly string[] UsagePrefixes =
    [
        "usage.",
        "",
        "response.usage.",
        "token_usage.",
        "usage_metadata.",
        "tokens.",
        "data.",
        "gen_ai.usage.",
    ];

    private static readonly string[] Attributes =
    [
        Attribute.Width,
        Attribute.Height,
        Attribute.Steps,
        Attribute.Resolution,
        Attribute.Quality,
        Attribute.Gpu,
        Attribute.Term,
        Attribute.ServiceTier,
    ];

    private static readonly string[] AttributePrefixes = ["", "request.", "attributes.", "image."];

    public static IReadOnlyList<(string Path, LogFieldBinding Binding)> All { get; } = Build();

    private static List<(string Path, LogFieldBinding Binding)> Build()
    {
        var all = new List<(string, LogFieldBinding)>();
        foreach (var (field, paths) in Plain)
        {
            AddAll(all, field, name: null, [""], paths.Split(' '));
        }

        foreach (var (field, paths) in Counts)
        {
            AddAll(all, field, name: null, UsagePrefixes, paths.Split(' '));
        }

        foreach (var meter in Meters.All)
        {
            AddAll(all, LogField.MeterQuantity, meter.Name, UsagePrefixes, [meter.Name]);
        }

        foreach (var attribute in Attributes)
        {
            AddAll(all, LogField.Attribute, attribute, AttributePrefixes, [attribute]);
        }

        // Names such as "method" mean other things at the top of a log line.
        foreach (var attribute in LogFieldName.AttributeNames)
        {
            AddAll(all, LogField.Attribute, attribute, ["attributes."], [attribute]);
        }

        AddAll(all, LogField.Attribute, FieldValues.Images, AttributePrefixes, ["n", "images"]);
        AddAll(all, LogField.Attribute, FieldValues.Size, AttributePrefixes, ["size"]);
        AddAll(all, LogField.Tag, name: null, [""], ["tags.*", "labels.*"]);
        return all;
    }

    private static void AddAll(
        List<(string, LogFieldBinding)> all,
        LogField field,
        string? name,
        string[] prefixes,
        string[] paths
    )
    {
        var precedence = 1;
        foreach (var prefix in prefixes)
        {
            foreach (var path in paths)
            {
                all.Add((prefix + path, new LogFieldBinding(field, precedence++, name)));
            }
        }
    }
}
