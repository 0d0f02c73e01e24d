using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Api;

/// <summary>
/// The elements of a JSON array, or values one after another. It finds where they end; whether they are JSON is for
/// their reader to say.
/// </summary>
internal sealed class JsonSplitter : IBodySplitter
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> TextEnd = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(" \t\r\n,]}"u8);

    private bool _isInArray;
    private bool _isCommaDue;
    private bool _isValueDue;

    // Of the value at the start of the window: how far it was looked at, and what is open there.
    private int _scanned;
    private int _depth;
    private bool _isInText;

    public bool TryNext(ReadOnlySpan<byte> window, bool isLast, out Range item, out int consumed)
    {
        item = default;
        consumed = 0;
        while (_scanned == 0 && consumed < window.Length && !IsValueStart(window[consumed]))
        {
            consumed++;
        }

        if (consumed == window.Length)
        {
            return isLast && _isInArray ? throw Broken("the body ends within a list of events") : false;
        }

        var end = EndOf(window[consumed..], isLast);
        if (end < 0)
        {
            return isLast ? throw Broken("the body ends within an event") : false;
        }

        item = consumed..(consumed + end);
        consumed += end;
        (_scanned, _isCommaDue, _isValueDue) = (0, _isInArray, false);
        return true;
    }

    /// <summary>Takes the signs between values.</summary>
    private bool IsValueStart(byte sign)
    {
        switch (sign)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return false;
            case (byte)'[' when !_isInArray:
                (_isInArray, _isCommaDue, _isValueDue) = (true, false, false);
                return false;
            case (byte)']' when _isInArray && !_isValueDue:
                _isInArray = false;
                return false;
            case (byte)',' when _isInArray && _isCommaDue:
                (_isCommaDue, _isValueDue) = (false, true);
                return false;
            case (byte)',' or (byte)']' or (byte)'}' or (byte)':':
                throw Broken($"found '{(char)sign}', allowed: an event");
            default:
                return _isInArray && _isCommaDue
                    ? throw Broken($"found '{(char)sign}' behind an event, allowed: ',' or ']'")
                    : true;
        }
    }

    /// <returns>The length of the value at the start; -1 when its end is not at hand.</returns>
    private int EndOf(ReadOnlySpan<byte> value, bool isLast)
    {
        if (_scanned == 0)
        {
            (_depth, _isInText) = (0, false);
        }

        if (value[0] is not ((byte)'{' or (byte)'[' or (byte)'"'))
        {
            var length = value.IndexOfAny(ScalarEnd);
            _scanned = length < 0 ? value.Length : 0;
            return length < 0 && isLast ? value.Length : length;
        }

        var at = _scanned;
        while (true)
        {
            if (at >= value.Length)
            {
                // The sign behind a backslash may still come.
                _scanned = at;
                return -1;
            }

            var found = value[at..].IndexOfAny(_isInText ? TextEnd : Structure);
            if (found < 0)
            {
                _scanned = value.Length;
                return -1;
            }

            at += found;
            switch (value[at])
            {
                case (byte)'\\':
                    at++;
                    break;
                case (byte)'"':
                    _isInText = !_isInText;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                default:
                    _depth--;
                    break;
            }

            at++;
            if (_depth <= 0 && !_isInText)
            {
                return at;
            }
        }
    }

    private static BodyException Broken(string reason) => new(StatusCodes.Status400BadRequest, reason);
}
