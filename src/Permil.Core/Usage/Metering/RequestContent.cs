using System.Text.Json;

namespace Permil.Usage.Metering;

/// <summary>
/// Finds out whether all that a model reads is text in the request. What is not known to be text is taken not to be, so
/// that a bound made from the length of the request holds.
/// </summary>
/// <remarks>Only places where a provider looks for parts are judged: a text, or the data of a tool, may say anything.</remarks>
internal struct RequestContent
{
    private bool _hasOther;

    public readonly bool IsAllText => !_hasOther;

    /// <summary>Whether it declares tools.</summary>
    public bool HasTools { get; private set; }

    /// <summary>Whether the provider runs a tool of it, or may: one of a kind not known.</summary>
    public bool HasProviderTools { get; private set; }

    /// <summary>Reads a member of the request; not <c>null</c>.</summary>
    public void Read(RequestField field, ref Utf8JsonReader json)
    {
        switch (field)
        {
            case RequestField.Messages:
                ReadItems(ref json);
                break;
            case RequestField.System:
            case RequestField.Instructions:
                ReadParts(ref json);
                break;
            case RequestField.Tools:
                ReadTools(ref json);
                break;
            case RequestField.Functions:
                HasTools = true;
                json.Skip();
                break;
            case RequestField.Reference when IsEmptyArray(ref json):
                break;
            default:
                _hasOther = true;
                json.Skip();
                break;
        }
    }

    /// <summary>Reads what lets a provider do what the request does not measure.</summary>
    /// <returns>Whether it does: an empty list lets it do nothing.</returns>
    public bool ReadOpenEnded(ref Utf8JsonReader json)
    {
        if (IsEmptyArray(ref json))
        {
            return false;
        }

        _hasOther = true;
        json.Skip();
        return true;
    }

    /// <summary>Reads <c>input</c>: texts or tokens to embed, or messages.</summary>
    public void ReadInput(CallKind kind, ref Utf8JsonReader json)
    {
        if (kind == CallKind.Response)
        {
            ReadItems(ref json);
        }
        else
        {
            ReadTexts(ref json);
        }
    }

    /// <summary>How many prompts stand in a <c>prompt</c>; each is answered.</summary>
    public long CountPrompts(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            ReadTexts(ref json);
            return 1;
        }

        var prompts = 0L;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            // Numbers are the tokens of one prompt.
            prompts += json.TokenType == JsonTokenType.Number ? 0 : 1;
            ReadTexts(ref json);
        }

        return Math.Max(prompts, 1);
    }

    /// <summary>Texts, tokens, and arrays of them.</summary>
    private void ReadTexts(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                ReadTexts(ref json);
            }
        }
        else if (json.TokenType == JsonTokenType.StartObject)
        {
            _hasOther = true;
            json.Skip();
        }
    }

    /// <summary>Messages, and what else a conversation is made of.</summary>
    private void ReadItems(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            _hasOther = true;
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                ReadItem(ref json);
            }
            else
            {
                _hasOther |= json.TokenType == JsonTokenType.StartArray;
                json.Skip();
            }
        }
    }

    private void ReadItem(ref Utf8JsonReader json)
    {
        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonName.Of(ref json, buffer);
            var isContent = name is "content" or "output";
            var isType = name is "type";
            var isText = IsTextOfItem(name);
            json.Read();
            if (isContent)
            {
                ReadParts(ref json);
            }
            else if (isType)
            {
                _hasOther |= !TypeIsOf(ref json, IsTextItem);
            }
            else
            {
                _hasOther |= !isText && IsMoreThanFlag(json.TokenType);
                json.Skip();
            }
        }
    }

    private void ReadParts(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                ReadPart(ref json);
            }
        }
        else
        {
            ReadPart(ref json);
        }
    }

    private void ReadPart(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            _hasOther |= json.TokenType == JsonTokenType.StartArray;
            json.Skip();
            return;
        }

        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonName.Of(ref json, buffer);
            var isContent = name is "content";
            var isType = name is "type";
            var isText = IsTextOfPart(name);
            json.Read();
            if (isContent)
            {
                ReadParts(ref json);
            }
            else if (isType)
            {
                _hasOther |= !TypeIsOf(ref json, IsTextPart);
            }
            else
            {
                _hasOther |= !isText && IsMoreThanFlag(json.TokenType);
                json.Skip();
            }
        }
    }

    /// <summary>Tools that the caller runs are text; those that the provider runs bring in what they find.</summary>
    private void ReadTools(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            AddProviderTool();
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            HasTools = true;
            if (json.TokenType == JsonTokenType.StartObject)
            {
                ReadTool(ref json);
            }
            else
            {
                AddProviderTool();
                json.Skip();
            }
        }
    }

    /// <summary>One without a kind is the caller's when it has a name or a function.</summary>
    private void ReadTool(ref Utf8JsonReader json)
    {
        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        var (isKnown, isNamed) = (false, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonName.Of(ref json, buffer);
            var isType = name is "type";
            isNamed |= name is "name" or "function";
            json.Read();
            if (isType && json.TokenType == JsonTokenType.String)
            {
                isKnown = true;
                ReadToolType(JsonName.Of(ref json, buffer));
            }
            else if (isType && json.TokenType != JsonTokenType.Null)
            {
                AddProviderTool();
                json.Skip();
            }
            else
            {
                json.Skip();
            }
        }

        if (!isKnown && !isNamed)
        {
            AddProviderTool();
        }
    }

    private void ReadToolType(ReadOnlySpan<char> type)
    {
        if (type is "function" or "custom")
        {
            return;
        }

        // The caller runs these too, but the provider writes what the model reads of them.
        _hasOther = true;
        HasProviderTools |=
            !type.StartsWith("bash_", StringComparison.Ordinal)
            && !type.StartsWith("text_editor_", StringComparison.Ordinal)
            && !type.StartsWith("computer_", StringComparison.Ordinal)
            && !type.StartsWith("memory_", StringComparison.Ordinal)
            && type is not ("local_shell" or "apply_patch");
    }

    private void AddProviderTool()
    {
        _hasOther = true;
        HasTools = true;
        HasProviderTools = true;
    }

    private delegate bool TypeTest(ReadOnlySpan<char> type);

    private static bool TypeIsOf(ref Utf8JsonReader json, TypeTest isText)
    {
        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        var isOf = json.TokenType == JsonTokenType.String && isText(JsonName.Of(ref json, buffer));
        json.Skip();
        return isOf;
    }

    private static bool IsTextItem(ReadOnlySpan<char> type) =>
        type
            is "message"
                or "function_call"
                or "function_call_output"
                or "custom_tool_call"
                or "custom_tool_call_output";

    private static bool IsTextPart(ReadOnlySpan<char> type) =>
        type
            is "text"
                or "input_text"
                or "output_text"
                or "refusal"
                or "thinking"
                or "redacted_thinking"
                or "tool_use"
                or "tool_result";

    private static bool IsTextOfItem(ReadOnlySpan<char> name) =>
        name
            is "role"
                or "name"
                or "tool_calls"
                or "tool_call_id"
                or "function_call"
                or "refusal"
                or "reasoning"
                or "reasoning_content"
                or "arguments"
                or "input"
                or "call_id"
                or "id"
                or "status"
                or "phase"
                or "annotations"
                or "cache_control";

    private static bool IsTextOfPart(ReadOnlySpan<char> name) =>
        name
            is "text"
                or "refusal"
                or "thinking"
                or "signature"
                or "data"
                or "id"
                or "name"
                or "input"
                or "tool_use_id"
                or "citations"
                or "annotations"
                or "logprobs"
                or "cache_control";

    private static bool IsMoreThanFlag(JsonTokenType value) =>
        value is JsonTokenType.String or JsonTokenType.StartObject or JsonTokenType.StartArray;

    private static bool IsEmptyArray(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var ahead = json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.EndArray)
        {
            return false;
        }

        json = ahead;
        return true;
    }
}
