using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>
/// Looks at the keys of a chunk to tell whether it can add to what is known of its stream, so that the many that cannot
/// are never parsed.
/// </summary>
/// <remarks>
/// For a chunk that is JSON it never says no where <see cref="StreamUsage.Add"/> would change anything: keys are taken at
/// any depth, and one written with an escape is taken to be any of them.
/// </remarks>
internal ref struct ChunkScan
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly StreamUsage _known;
    private int _at;

    private ChunkScan(ReadOnlySpan<byte> data, StreamUsage known)
    {
        _data = data;
        _known = known;
    }

    /// <summary>Whether the chunk may change what is known of the stream.</summary>
    public bool Matters { get; private set; }

    /// <summary>Whether it has a part of the answer.</summary>
    public bool HasContent { get; private set; }

    public static ChunkScan Of(ReadOnlySpan<byte> data, StreamUsage known)
    {
        var scan = new ChunkScan(data, known);
        scan.Run();
        return scan;
    }

    private void Run()
    {
        while (TryText(out var text, out var isEscaped))
        {
            PassSpace();
            if (_at < _data.Length && _data[_at] == (byte)':')
            {
                _at++;
                PassSpace();
                ReadMember(text, isEscaped);
            }
        }
    }

    private void ReadMember(ReadOnlySpan<byte> name, bool isEscaped)
    {
        var value = _at < _data.Length ? _data[_at] : (byte)0;
        if (isEscaped)
        {
            Matters = true;
        }
        else if (value == (byte)'"')
        {
            HasContent |= IsContent(name) && _at + 1 < _data.Length && _data[_at + 1] != (byte)'"';
            Matters |= TextMatters(name);
        }
        else if (value != (byte)'n')
        {
            Matters |= ValueMatters(name);
        }
    }

    /// <summary>Names of members whose values matter unless they are <c>null</c>.</summary>
    private readonly bool ValueMatters(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 => !_known.KnowsId && name.SequenceEqual("id"u8),
            5 => name.SequenceEqual("usage"u8)
                || name.SequenceEqual("error"u8)
                || (!_known.KnowsModel && name.SequenceEqual("model"u8)),
            7 => !_known.KnowsTime && name.SequenceEqual("created"u8),
            8 => name.SequenceEqual("response"u8),
            12 => name.SequenceEqual("service_tier"u8),
            13 => name.SequenceEqual("finish_reason"u8),
            _ => false,
        };

    private bool TextMatters(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("type"u8):
                return TypeMatters();
            case 6 when name.SequenceEqual("object"u8):
                return TypeMatters();
            case 12 when name.SequenceEqual("service_tier"u8):
                return !TryText(out var tier, out var isEscaped) || isEscaped || !IsKnownTier(tier);
            default:
                return ValueMatters(name);
        }
    }

    private bool TypeMatters()
    {
        if (!TryText(out var type, out var isEscaped) || isEscaped)
        {
            return true;
        }

        return type.StartsWith("message_"u8)
            || type.SequenceEqual("response.completed"u8)
            || type.SequenceEqual("response.incomplete"u8)
            || type.SequenceEqual("response.failed"u8)
            || (
                !_known.KnowsSpeech
                && (
                    type.SequenceEqual("audio.tts.chunk"u8)
                    || type.SequenceEqual("conversation.item.audio_output.delta"u8)
                )
            );
    }

    private readonly bool IsKnownTier(ReadOnlySpan<byte> tier)
    {
        var known = _known.Tier;
        if (known is null || known.Length != tier.Length)
        {
            return false;
        }

        for (var index = 0; index < tier.Length; index++)
        {
            if (known[index] != tier[index])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsContent(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 => name.SequenceEqual("text"u8),
            5 => name.SequenceEqual("delta"u8),
            7 => name.SequenceEqual("content"u8) || name.SequenceEqual("refusal"u8),
            8 => name.SequenceEqual("thinking"u8),
            9 => name.SequenceEqual("reasoning"u8) || name.SequenceEqual("arguments"u8),
            12 => name.SequenceEqual("partial_json"u8),
            17 => name.SequenceEqual("reasoning_content"u8),
            _ => false,
        };

    /// <summary>Moves behind the next text.</summary>
    private bool TryText(out ReadOnlySpan<byte> text, out bool isEscaped)
    {
        text = default;
        isEscaped = false;
        var open = _data[_at..].IndexOf((byte)'"');
        if (open < 0)
        {
            return false;
        }

        var begin = _at + open + 1;
        _at = begin;
        while (true)
        {
            var length = _data[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
            {
                return false;
            }

            _at += length;
            if (_data[_at] == (byte)'"')
            {
                text = _data[begin.._at];
                _at++;
                return true;
            }

            isEscaped = true;
            _at = Math.Min(_at + 2, _data.Length);
        }
    }

    private void PassSpace()
    {
        while (_at < _data.Length && _data[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }
}
