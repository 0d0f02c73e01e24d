namespace Permil.Server.Api;

/// <summary>One event a line; empty lines are none.</summary>
internal sealed class LineSplitter : IBodySplitter
{
    /// <summary>How much of the window has no line feed, as known from before.</summary>
    private int _scanned;

    public bool TryNext(ReadOnlySpan<byte> window, bool isLast, out Range item, out int consumed)
    {
        item = default;
        consumed = 0;
        while (true)
        {
            var rest = window[consumed..];
            var length = rest[_scanned..].IndexOf((byte)'\n') is var feed and >= 0 ? _scanned + feed : -1;
            if (length < 0 && !(isLast && rest.Length > 0))
            {
                _scanned = rest.Length;
                return false;
            }

            _scanned = 0;
            var line = length < 0 ? rest : rest[..length];
            var start = consumed;
            consumed += length < 0 ? rest.Length : length + 1;
            if (line.ContainsAnyExcept(" \t\r"u8))
            {
                item = start..(start + line.TrimEnd(" \t\r"u8).Length);
                return true;
            }
        }
    }
}
