namespace Permil.Storage.Focus;

/// <summary>Walks the records of a CSV file, the heading first; blank lines are none.</summary>
/// <param name="path">The file.</param>
/// <param name="delimiter">What stands between values.</param>
internal sealed class CsvRecords(string path, byte delimiter) : IDisposable
{
    private readonly Stream _file = CsvHeading.Open(path);
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _filled;
    private int _at;
    private long _position = -1;
    private long _line = 1;

    /// <summary>The line it begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The byte that ends its last line.</summary>
    public long End { get; private set; }

    /// <summary>Goes on to the next record; there may be none.</summary>
    public bool Next()
    {
        var (isEmpty, isQuoted, canOpen) = (true, false, true);
        Line = _line;
        while (Take() is var letter and >= 0)
        {
            if (letter == '\n' || (letter == '\r' && Peek() != '\n'))
            {
                _line++;
                if (!isQuoted && !isEmpty)
                {
                    End = _position;
                    return true;
                }

                Line = isEmpty ? _line : Line;
                continue;
            }

            if (letter == '\r')
            {
                continue;
            }

            isEmpty = false;
            if (letter == '"')
            {
                // A quote within quotes is two of them: the first closes, the second opens again.
                (isQuoted, canOpen) = isQuoted ? (false, true) : (canOpen, false);
            }
            else if (!IsMark(letter))
            {
                canOpen = letter == delimiter;
            }
        }

        End = _position + 1;
        return !isEmpty;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether it is of the mark that a UTF-8 file may begin with.</summary>
    private bool IsMark(int letter) => _position < 3 && letter is (0xEF or 0xBB or 0xBF);

    private int Take()
    {
        var letter = Peek();
        if (letter >= 0)
        {
            _at++;
            _position++;
        }

        return letter;
    }

    /// <returns>-1 at the end.</returns>
    private int Peek()
    {
        if (_at == _filled)
        {
            _filled = _file.Read(_buffer);
            _at = 0;
        }

        return _filled == 0 ? -1 : _buffer[_at];
    }
}
