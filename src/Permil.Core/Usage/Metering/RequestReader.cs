using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>Reads a request in one pass and makes no strings of it but its model.</summary>
internal ref struct RequestReader
{
    /// <summary>All that a digest can hold: its few members, each cut at <see cref="MaxValueBytes"/>.</summary>
    public const int MaxDigestBytes = 16 * (MaxValueBytes + 20);

    /// <summary>Longer values of members that count are refused.</summary>
    private const int MaxValueBytes = 256;

    private const long MaxChoices = 1_000_000;

    /// <summary>Requests may be nested deeper than records: the schema of a tool has no bounds of its own.</summary>
    public static readonly JsonReaderOptions Json = new() { MaxDepth = 512 };

    private readonly CallKind _kind;
    private readonly long _bodyBytes;
    private readonly Span<byte> _digest;
    private Utf8JsonReader _json;
    private RequestContent _content;
    private int _digestBytes;
    private ulong _seen;

    private string _model = "";
    private bool _isStream;
    private bool _includesUsage;
    private long? _maxTokens;
    private long? _maxCompletionTokens;
    private long? _maxOutputTokens;
    private long _choices = 1;
    private long _prompts = 1;
    private long? _characters;
    private long? _documents;
    private long? _width;
    private long? _height;
    private long? _steps;
    private decimal? _seconds;
    private PixelSize? _size;
    private long? _queryBytes;
    private string? _serviceTier;
    private string? _openEnded;

    public RequestReader(CallKind kind, ReadOnlySpan<byte> body, Span<byte> digest)
    {
        _kind = kind;
        _bodyBytes = body.Length;
        _digest = digest;
        _json = new Utf8JsonReader(body, Json);
    }

    /// <exception cref="UsageFormatException">A field that counts has the wrong kind.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text that is looked at is no Unicode.</exception>
    public CallRequest Read()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageFormatException($"the request: found {_json.TokenType}, allowed: a JSON object");
        }

        Write("{"u8);
        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonName.Of(ref _json, buffer);
            var field = RequestFieldName.FieldOf(name);
            _json.Read();
            if (field == RequestField.Other)
            {
                _json.Skip();
                continue;
            }

            ReadOnce(field, name);
        }

        while (_json.Read())
        {
            // Throws for what follows the object.
        }

        Write("}"u8);
        return Build();
    }

    /// <summary>Of a member that stands twice a provider may take either, and so slip by a limit set on the other.</summary>
    private void ReadOnce(RequestField field, scoped ReadOnlySpan<char> name)
    {
        var bit = 1UL << (int)field;
        if (field is not (RequestField.Reference or RequestField.OpenEnded) && (_seen & bit) != 0)
        {
            throw new UsageFormatException($"{name}: found twice, allowed: once");
        }

        _seen |= bit;
        if (_json.TokenType != JsonTokenType.Null)
        {
            ReadField(field, name);
        }
    }

    private void ReadField(RequestField field, scoped ReadOnlySpan<char> name)
    {
        switch (field)
        {
            case RequestField.Model:
                KeepText(name, isRequired: true);
                _model = _json.GetString() ?? "";
                break;
            case RequestField.Stream:
                _isStream = Flag(name);
                break;
            case RequestField.StreamOptions:
                ReadStreamOptions();
                break;
            case RequestField.MaxTokens:
                _maxTokens = Count(name);
                break;
            case RequestField.MaxCompletionTokens:
                _maxCompletionTokens = Count(name);
                break;
            case RequestField.MaxOutputTokens:
                _maxOutputTokens = Count(name);
                break;
            case RequestField.N:
                TakeChoices(name);
                Keep(name);
                break;
            case RequestField.BestOf or RequestField.NumImages:
                TakeChoices(name);
                break;
            case RequestField.Prompt:
                Write(name, "\"\""u8);
                _openEnded ??= IsStoredPrompt() ? "prompt" : null;
                _prompts = _content.CountPrompts(ref _json);
                break;
            case RequestField.Input:
                ReadInput(name);
                break;
            case RequestField.Documents:
                ReadDocuments(name);
                break;
            case RequestField.Voice:
                Write(name, "\"\""u8);
                _json.Skip();
                break;
            case RequestField.Width or RequestField.Height or RequestField.Steps or RequestField.Seconds:
                ReadMeasure(field, name);
                break;
            case RequestField.Size:
                KeepText(name, isRequired: false);
                _size = PixelSize.TryParse(TextOrNothing(), out var size) ? size : null;
                _json.Skip();
                break;
            case RequestField.Quality or RequestField.Resolution:
                KeepText(name, isRequired: false);
                _json.Skip();
                break;
            case RequestField.Query:
                _queryBytes = _json.TokenType == JsonTokenType.String ? _json.ValueSpan.Length : null;
                _json.Skip();
                break;
            case RequestField.ServiceTier:
                ReadServiceTier(name);
                break;
            case RequestField.InputFile or RequestField.Endpoint:
                _json.Skip();
                break;
            case RequestField.OpenEnded:
                _openEnded = _content.ReadOpenEnded(ref _json) ? _openEnded ?? name.ToString() : _openEnded;
                break;
            default:
                _content.Read(field, ref _json);
                break;
        }
    }

    /// <summary>A prompt kept by the provider may bring tools with it.</summary>
    private readonly bool IsStoredPrompt() =>
        _kind == CallKind.Response && _json.TokenType == JsonTokenType.StartObject;

    private void ReadServiceTier(scoped ReadOnlySpan<char> name)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            throw new UsageFormatException($"{name}: found {_json.TokenType}, allowed: a text");
        }

        CheckLength(name);
        _serviceTier = _json.GetString();
    }

    private void ReadStreamOptions()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageFormatException($"stream_options: found {_json.TokenType}, allowed: an object");
        }

        Span<char> buffer = stackalloc char[JsonName.MaxLength];
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = JsonName.Of(ref _json, buffer) is "include_usage";
            _json.Read();
            if (isUsage)
            {
                _includesUsage = _json.TokenType != JsonTokenType.Null && Flag("stream_options.include_usage");
            }
            else
            {
                _json.Skip();
            }
        }
    }

    private void ReadInput(scoped ReadOnlySpan<char> name)
    {
        if (_kind != CallKind.Speech)
        {
            _content.ReadInput(_kind, ref _json);
            return;
        }

        if (_json.TokenType != JsonTokenType.String)
        {
            throw new UsageFormatException($"input: found {_json.TokenType}, allowed: a text");
        }

        _characters = CodePoints(ref _json);
        Write(name, "\"\""u8);
    }

    private void ReadDocuments(scoped ReadOnlySpan<char> name)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _json.Skip();
            return;
        }

        var count = 0L;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            count++;
            _json.Skip();
        }

        _documents = count;
        Write(name, "[]"u8);
    }

    /// <summary>A number, or one written as a text, as images and videos are measured by.</summary>
    private void ReadMeasure(RequestField field, scoped ReadOnlySpan<char> name)
    {
        if (_json.TokenType is JsonTokenType.Number or JsonTokenType.String)
        {
            CheckLength(name);
            if (_kind is CallKind.Image or CallKind.Video && TextOrNothing() is { Length: > 0 } text)
            {
                TakeMeasure(field, name.ToString(), text);
            }

            Keep(name);
        }

        _json.Skip();
    }

    private void TakeMeasure(RequestField field, string name, string text)
    {
        switch (field)
        {
            case RequestField.Width:
                _width = (long)Quantity.Pixels(name, text);
                break;
            case RequestField.Height:
                _height = (long)Quantity.Pixels(name, text);
                break;
            case RequestField.Steps:
                _steps = (long)Quantity.Count(name, text);
                break;
            default:
                _seconds = Quantity.Amount(name, text);
                break;
        }
    }

    private void TakeChoices(scoped ReadOnlySpan<char> name)
    {
        var choices = Count(name);
        if (choices is < 1 or > MaxChoices)
        {
            throw new UsageFormatException($"{name}: found {choices}, allowed: a whole number from 1 to {MaxChoices}");
        }

        _choices = Math.Max(_choices, choices);
    }

    private bool Flag(scoped ReadOnlySpan<char> name) =>
        _json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new UsageFormatException($"{name}: found {_json.TokenType}, allowed: true or false"),
        };

    private long Count(scoped ReadOnlySpan<char> name)
    {
        if (_json.TokenType != JsonTokenType.Number)
        {
            throw new UsageFormatException($"{name}: found {_json.TokenType}, allowed: a whole number");
        }

        if (_json.TryGetInt64(out var whole) && whole is >= 0 and <= (long)Measurement.MaxQuantity)
        {
            return whole;
        }

        CheckLength(name);
        return (long)Quantity.Count(name.ToString(), Encoding.UTF8.GetString(_json.ValueSpan));
    }

    private string? TextOrNothing() =>
        _json.TokenType switch
        {
            JsonTokenType.String => _json.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(_json.ValueSpan),
            _ => null,
        };

    private static long CodePoints(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            return CodePoints(json.ValueSpan);
        }

        var text = new byte[json.ValueSpan.Length];
        return CodePoints(text.AsSpan(0, json.CopyString(text)));
    }

    /// <summary>Every code point has one byte that does not continue another.</summary>
    private static long CodePoints(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            throw new UsageFormatException("input: found bytes that are no UTF-8, allowed: a text");
        }

        var count = 0L;
        foreach (var one in text)
        {
            count += (one & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    private CallRequest Build() =>
        new()
        {
            Kind = _kind,
            Model = _model,
            BodyBytes = _bodyBytes,
            IsStream = _isStream,
            AsksForUsage = _includesUsage || _kind is not (CallKind.ChatCompletion or CallKind.Completion),
            MaxOutputTokens = _kind switch
            {
                CallKind.ChatCompletion => Largest(_maxTokens, _maxCompletionTokens),
                CallKind.Completion or CallKind.Message => _maxTokens,
                CallKind.Response => _maxOutputTokens,
                _ => null,
            },
            Choices = _choices * _prompts,
            IsAllTextInBody = _content.IsAllText && _kind is not (CallKind.Transcription or CallKind.Video),
            HasTools = _content.HasTools,
            OpenEnded = _openEnded ?? (_content.HasProviderTools ? "tools" : null),
            ServiceTier = _serviceTier,
            InputCharacters = _characters,
            QueryBytes = _queryBytes,
            Documents = _documents,
            Width = _width ?? SizeOrNothing()?.Width,
            Height = _height ?? SizeOrNothing()?.Height,
            Steps = _steps,
            Seconds = _seconds,
            Digest = _digest[.._digestBytes].ToArray(),
        };

    private readonly PixelSize? SizeOrNothing() => _kind is CallKind.Image or CallKind.Video ? _size : null;

    private static long? Largest(long? one, long? other) =>
        one is { } first && other is { } second ? Math.Max(first, second) : one ?? other;

    /// <summary>Keeps a text in the digest; anything else is refused, or left out where it is not required.</summary>
    private void KeepText(scoped ReadOnlySpan<char> name, bool isRequired)
    {
        if (_json.TokenType == JsonTokenType.String || (!isRequired && _json.TokenType == JsonTokenType.Number))
        {
            Keep(name);
        }
        else if (isRequired)
        {
            throw new UsageFormatException($"{name}: found {_json.TokenType}, allowed: a text");
        }
    }

    /// <summary>Keeps the text or number at which the reader stands in the digest, as it is written.</summary>
    private void Keep(scoped ReadOnlySpan<char> name)
    {
        CheckLength(name);
        Span<byte> raw = stackalloc byte[MaxValueBytes + 2];
        var length = 0;
        var isText = _json.TokenType == JsonTokenType.String;
        if (isText)
        {
            raw[length++] = (byte)'"';
        }

        _json.ValueSpan.CopyTo(raw[length..]);
        length += _json.ValueSpan.Length;
        if (isText)
        {
            raw[length++] = (byte)'"';
        }

        Write(name, raw[..length]);
    }

    private readonly void CheckLength(scoped ReadOnlySpan<char> name)
    {
        if (_json.ValueSpan.Length > MaxValueBytes)
        {
            throw new UsageFormatException(
                $"{name}: found {_json.ValueSpan.Length} bytes, allowed: at most {MaxValueBytes}"
            );
        }
    }

    private void Write(scoped ReadOnlySpan<char> name, scoped ReadOnlySpan<byte> value)
    {
        if (_digestBytes > 1)
        {
            Write(","u8);
        }

        Write("\""u8);
        _digestBytes += Encoding.ASCII.GetBytes(name, _digest[_digestBytes..]);
        Write("\":"u8);
        Write(value);
    }

    private void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_digest[_digestBytes..]);
        _digestBytes += bytes.Length;
    }
}
