namespace Permil.Usage.Metering;

/// <summary>
/// Reduces JSON that comes in pieces of any size to what the readers of usage look at: numbers and texts of the answer
/// itself, its <c>usage</c> in full, and how many elements its lists have. Pictures and vectors pass by unkept.
/// </summary>
/// <remarks>
/// What is dropped is checked to be JSON all the same, by the same rules as the parser's, so that a broken answer is
/// broken wherever its fault is. Only a key that stands twice is not noticed in what is dropped.
/// </remarks>
internal sealed partial class JsonReduction(int maxDepth)
{
    /// <summary>A digest that would be larger is none.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Longer texts are dropped from a record.</summary>
    private const int MaxTextBytes = 8 * 1024;

    private readonly Kept[] _levels = new Kept[maxDepth + 1];
    private ByteBuffer _digest;
    private bool _isCommaDue;
    private bool _isCaptured;
    private int _tokenStart;
    private Kept _ofMember;
    private bool _isMemberRead;
    private string? _excess;

    /// <summary>Why there is no digest; <see langword="null"/>: there is one, or nothing came yet.</summary>
    public string? Fault =>
        IsBroken
            ? $"no JSON at byte {FaultAt + 1}"
            : _excess
                ?? (
                    IsWhole ? null
                    : IsEmpty ? "empty"
                    : "cut off"
                );

    /// <summary>The reduced JSON; only without a <see cref="Fault"/>.</summary>
    public ReadOnlyMemory<byte> Digest => _digest.Written;

    /// <summary>Begins another text.</summary>
    public void Reset()
    {
        _digest.Clear();
        _isCommaDue = false;
        _isCaptured = false;
        _excess = null;
        ResetWalk();
    }

    private Kept Around => _depth == 0 ? Kept.Record : _levels[_depth];

    private void BeginContainer(bool isObject)
    {
        var kept = Around switch
        {
            Kept.Nothing or Kept.Empty => Kept.Nothing,
            Kept.All => Kept.All,
            Kept.Record when _depth == 0 => isObject ? Kept.Record : Kept.Empty,
            Kept.Record => KeptOf(_ofMember, isObject),
            Kept.Elements or Kept.Records => isObject ? Kept.Record : Kept.Empty,
            _ => Kept.Nothing,
        };
        NextElement();
        if (kept != Kept.Nothing)
        {
            WriteComma();
            Write(isObject ? "{"u8 : "["u8);
            _isCommaDue = false;
        }

        _levels[_depth + 1] = kept;
    }

    private void EndContainer(bool isObject)
    {
        if (_levels[_depth + 1] != Kept.Nothing)
        {
            Write(isObject ? "}"u8 : "]"u8);
            _isCommaDue = true;
        }
    }

    private void BeginName()
    {
        _isCaptured = Around is Kept.Record or Kept.All;
        if (_isCaptured)
        {
            WriteComma();
            _tokenStart = _digest.Length;
        }
    }

    private void EndName()
    {
        if (!_isCaptured)
        {
            return;
        }

        if (Around == Kept.Record && _excess is null)
        {
            Span<char> buffer = stackalloc char[JsonName.MaxLength];
            var name = JsonName.Of(_digest.Written.Span[_tokenStart..], buffer);
            _ofMember = KeptMember(name);
            _isMemberRead = IsRead(name);
        }

        _isCaptured = false;
        Write(":"u8);
        _isCommaDue = false;
    }

    private void BeginScalar()
    {
        _isCaptured = Around is Kept.Record or Kept.All or Kept.Elements or Kept.Records;
        NextElement();
        if (_isCaptured)
        {
            WriteComma();
            _tokenStart = _digest.Length;
        }
    }

    private void EndScalar()
    {
        _isCommaDue |= _isCaptured;
        _isCaptured = false;
    }

    /// <summary>Takes the next bytes of the name or scalar at which the walk is.</summary>
    private void Capture(ReadOnlySpan<byte> bytes)
    {
        if (!_isCaptured)
        {
            return;
        }

        if (_isText && !_isName && Around != Kept.All && _digest.Length - _tokenStart + bytes.Length > MaxTextBytes)
        {
            DropText();
        }
        else
        {
            Write(bytes);
        }
    }

    private void DropText()
    {
        _digest.Cut(_tokenStart);
        Write("\"\""u8);
        _isCaptured = false;
        _isCommaDue = true;
        if (_isMemberRead && Around == Kept.Record)
        {
            _excess ??= $"not to be read: a text that counts is longer than {MaxTextBytes} bytes";
        }
    }

    /// <summary>Of elements beyond the first only that they are there is written.</summary>
    private void NextElement()
    {
        if (_depth == 0)
        {
            return;
        }

        ref var around = ref _levels[_depth];
        if (around == Kept.MoreElements)
        {
            Write(",0"u8);
        }
        else if (around == Kept.Elements)
        {
            around = Kept.MoreElements;
        }
    }

    private void WriteComma()
    {
        if (_isCommaDue)
        {
            Write(","u8);
            _isCommaDue = false;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_excess is not null)
        {
            return;
        }

        if (_digest.Length + bytes.Length > MaxBytes)
        {
            _excess = $"not to be read: what counts of it is more than {MaxBytes} bytes";
            return;
        }

        _digest.Add(bytes);
    }

    private static Kept KeptOf(Kept member, bool isObject) =>
        member switch
        {
            Kept.Record when !isObject => Kept.Empty,
            Kept.Elements or Kept.Records when isObject => Kept.Empty,
            _ => member,
        };

    /// <summary>What is kept of the containers in a record.</summary>
    private static Kept KeptMember(ReadOnlySpan<char> name) =>
        name switch
        {
            "usage" => Kept.All,
            "body" or "response" or "message" or "delta" or "outputs" or "error" => Kept.Record,
            "data" or "results" => Kept.Elements,
            "choices" => Kept.Records,
            _ => Kept.Empty,
        };

    /// <summary>Texts that end up in the event: one too long for a record is no small thing then.</summary>
    private static bool IsRead(ReadOnlySpan<char> name) =>
        name
            is "id"
                or "model"
                or "object"
                or "type"
                or "status"
                or "created"
                or "created_at"
                or "service_tier"
                or "size"
                or "quality"
                or "seconds"
                or "duration"
                or "content_type"
                or "cost"
                or "finish_reason"
                or "stop_reason";
}
