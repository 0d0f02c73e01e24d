using System.Buffers;

namespace Permil.Usage.Metering;

/// <summary>The grammar of JSON, byte by byte; texts and digits are passed over many at a time.</summary>
internal sealed partial class JsonReduction
{
    private static readonly SearchValues<byte> EndsText = SearchValues.Create([.. Controls(), (byte)'"', (byte)'\\']);

    private readonly bool[] _isObject = new bool[maxDepth + 1];
    private JsonState _state = JsonState.Value;
    private int _depth;
    private bool _isText;
    private bool _isName;
    private byte[] _literal = [];
    private int _literalAt;
    private long _taken;

    /// <summary>Whether what came is no JSON.</summary>
    public bool IsBroken => _state == JsonState.Broken;

    private bool IsEmpty => _state == JsonState.Value && _depth == 0;

    private long FaultAt { get; set; }

    /// <summary>Whether the text is complete; only white space may follow.</summary>
    public bool IsWhole => _depth == 0 && (_state == JsonState.AfterValue || IsNumberEnd(_state));

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && _state != JsonState.Broken)
        {
            at = _state switch
            {
                JsonState.Text => PassText(bytes, at),
                >= JsonState.Minus and <= JsonState.ExponentDigits => PassNumber(bytes, at),
                JsonState.Literal => PassLiteral(bytes, at),
                >= JsonState.Escape and <= JsonState.Hex4 => PassEscape(bytes, at),
                _ => PassStructure(bytes, at),
            };
        }

        _taken += bytes.Length;
    }

    private void ResetWalk()
    {
        _state = JsonState.Value;
        _depth = 0;
        _isText = false;
        _isName = false;
        _taken = 0;
    }

    private int PassStructure(ReadOnlySpan<byte> bytes, int at)
    {
        var one = bytes[at];
        if (one is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            return at + 1;
        }

        switch (_state)
        {
            case JsonState.Value:
                return BeginValue(bytes, at);
            case JsonState.ValueOrEnd:
                return one == (byte)']' ? End(isObject: false, at) : BeginValue(bytes, at);
            case JsonState.NameOrEnd when one == (byte)'}':
                return End(isObject: true, at);
            case JsonState.NameOrEnd or JsonState.Name when one == (byte)'"':
                _isName = true;
                BeginName();
                return BeginText(bytes, at);
            case JsonState.Colon when one == (byte)':':
                _state = JsonState.Value;
                return at + 1;
            case JsonState.AfterValue when _depth > 0 && one == (byte)',':
                _state = _isObject[_depth] ? JsonState.Name : JsonState.Value;
                return at + 1;
            case JsonState.AfterValue when _depth > 0 && one == (_isObject[_depth] ? (byte)'}' : (byte)']'):
                return End(_isObject[_depth], at);
            default:
                return Break(at);
        }
    }

    private int BeginValue(ReadOnlySpan<byte> bytes, int at)
    {
        switch (bytes[at])
        {
            case (byte)'{':
                return Begin(isObject: true, at);
            case (byte)'[':
                return Begin(isObject: false, at);
            case (byte)'"':
                BeginScalar();
                return BeginText(bytes, at);
            case (byte)'-':
                return BeginNumber(JsonState.Minus, bytes, at);
            case (byte)'0':
                return BeginNumber(JsonState.Zero, bytes, at);
            case >= (byte)'1' and <= (byte)'9':
                return BeginNumber(JsonState.Digits, bytes, at);
            case (byte)'t':
                return BeginLiteral("true", at);
            case (byte)'f':
                return BeginLiteral("false", at);
            case (byte)'n':
                return BeginLiteral("null", at);
            default:
                return Break(at);
        }
    }

    private int Begin(bool isObject, int at)
    {
        if (_depth == maxDepth)
        {
            return Break(at);
        }

        BeginContainer(isObject);
        _depth++;
        _isObject[_depth] = isObject;
        _state = isObject ? JsonState.NameOrEnd : JsonState.ValueOrEnd;
        return at + 1;
    }

    private int End(bool isObject, int at)
    {
        _depth--;
        EndContainer(isObject);
        _state = JsonState.AfterValue;
        return at + 1;
    }

    private int BeginText(ReadOnlySpan<byte> bytes, int at)
    {
        _isText = true;
        _state = JsonState.Text;
        Capture(bytes.Slice(at, 1));
        return at + 1;
    }

    private int PassText(ReadOnlySpan<byte> bytes, int at)
    {
        var rest = bytes[at..];
        var length = rest.IndexOfAny(EndsText);
        if (length < 0)
        {
            Capture(rest);
            return bytes.Length;
        }

        switch (rest[length])
        {
            case (byte)'"':
                Capture(rest[..(length + 1)]);
                EndText();
                break;
            case (byte)'\\':
                Capture(rest[..(length + 1)]);
                _state = JsonState.Escape;
                break;
            default:
                return Break(at + length);
        }

        return at + length + 1;
    }

    private void EndText()
    {
        _isText = false;
        if (_isName)
        {
            EndName();
            _isName = false;
            _state = JsonState.Colon;
        }
        else
        {
            EndScalar();
            _state = JsonState.AfterValue;
        }
    }

    private int PassEscape(ReadOnlySpan<byte> bytes, int at)
    {
        var one = bytes[at];
        if (_state == JsonState.Escape)
        {
            if (!"\"\\/bfnrtu"u8.Contains(one))
            {
                return Break(at);
            }

            _state = one == (byte)'u' ? JsonState.Hex1 : JsonState.Text;
        }
        else if (char.IsAsciiHexDigit((char)one))
        {
            _state = _state == JsonState.Hex4 ? JsonState.Text : _state + 1;
        }
        else
        {
            return Break(at);
        }

        Capture(bytes.Slice(at, 1));
        return at + 1;
    }

    private int BeginNumber(JsonState state, ReadOnlySpan<byte> bytes, int at)
    {
        BeginScalar();
        _state = state;
        Capture(bytes.Slice(at, 1));
        return at + 1;
    }

    private int PassNumber(ReadOnlySpan<byte> bytes, int at)
    {
        var begin = at;
        var state = _state;
        while (at < bytes.Length)
        {
            var isRun = state is JsonState.Digits or JsonState.Decimals or JsonState.ExponentDigits;
            while (isRun && at < bytes.Length && char.IsAsciiDigit((char)bytes[at]))
            {
                at++;
            }

            if (at == bytes.Length)
            {
                break;
            }

            var next = AfterNumber(state, bytes[at]);
            if (next == JsonState.AfterValue)
            {
                _state = next;
                Capture(bytes[begin..at]);
                EndScalar();
                return at;
            }

            if (next == JsonState.Broken)
            {
                return Break(at);
            }

            state = next;
            at++;
        }

        _state = state;
        Capture(bytes[begin..at]);
        return at;
    }

    /// <returns><see cref="JsonState.AfterValue"/> for a byte that is no more of the number.</returns>
    private static JsonState AfterNumber(JsonState state, byte one)
    {
        if (one is >= (byte)'0' and <= (byte)'9')
        {
            return state switch
            {
                JsonState.Minus => one == (byte)'0' ? JsonState.Zero : JsonState.Digits,
                JsonState.Zero => JsonState.Broken,
                JsonState.Point => JsonState.Decimals,
                JsonState.Exponent or JsonState.ExponentSign => JsonState.ExponentDigits,
                _ => state,
            };
        }

        return one switch
        {
            (byte)'.' when state is JsonState.Zero or JsonState.Digits => JsonState.Point,
            (byte)'e' or (byte)'E' when state is JsonState.Zero or JsonState.Digits or JsonState.Decimals =>
                JsonState.Exponent,
            (byte)'+' or (byte)'-' when state == JsonState.Exponent => JsonState.ExponentSign,
            _ => IsNumberEnd(state) ? JsonState.AfterValue : JsonState.Broken,
        };
    }

    private static bool IsNumberEnd(JsonState state) =>
        state is JsonState.Zero or JsonState.Digits or JsonState.Decimals or JsonState.ExponentDigits;

    private int BeginLiteral(string literal, int at)
    {
        BeginScalar();
        _literal = literal switch
        {
            "true" => True,
            "false" => False,
            _ => Null,
        };
        _literalAt = 0;
        _state = JsonState.Literal;
        return at;
    }

    private int PassLiteral(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes[at] != _literal[_literalAt])
        {
            return Break(at);
        }

        _literalAt++;
        if (_literalAt == _literal.Length)
        {
            Capture(_literal);
            EndScalar();
            _state = JsonState.AfterValue;
        }

        return at + 1;
    }

    private int Break(int at)
    {
        _state = JsonState.Broken;
        FaultAt = _taken + at;
        return at;
    }

    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();
    private static readonly byte[] Null = "null"u8.ToArray();

    private static IEnumerable<byte> Controls() => Enumerable.Range(0, ' ').Select(one => (byte)one);
}
