using System.Text;

namespace Permil.Server.Sync.Together;

/// <summary>The key to the service. Shows nowhere: its text is three stars.</summary>
public sealed class TogetherKey
{
    private const int MaxFileBytes = 16 * 1024;
    private const string Hidden = "***";

    /// <summary>So many of the key's first characters are hidden wherever they stand; fewer tell nothing.</summary>
    private const int MinHiddenChars = 10;

    private readonly string _text;

    /// <exception cref="SyncException">The text cannot be a key.</exception>
    public TogetherKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text.Trim();
        if (_text.Length == 0)
        {
            throw new SyncException("the key is empty");
        }

        if (_text.Any(character => character is <= ' ' or > '~'))
        {
            throw new SyncException("the key holds characters that no key has (a space, a line break or no ASCII)");
        }
    }

    /// <summary>Takes the key from a secret file, or from the environment where no file is named.</summary>
    /// <exception cref="SyncException">There is none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TogetherKey Find(string? secretFile, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (secretFile is not null)
        {
            return new FileInfo(secretFile).Length <= MaxFileBytes
                ? new TogetherKey(File.ReadAllText(secretFile))
                : throw new SyncException($"{secretFile}: over {MaxFileBytes} bytes, this is no key");
        }

        return environment(TogetherSyncOptions.KeyVariable) is { Length: > 0 } text
            ? new TogetherKey(text)
            : throw new SyncException(
                $"no key: set {TogetherSyncOptions.KeyVariable} in the environment or name a file that holds it"
            );
    }

    /// <summary>A text of the service without the key, which an answer may repeat; also where the text was cut within it.</summary>
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var beginning = _text[..Math.Min(_text.Length, MinHiddenChars)];
        var at = text.IndexOf(beginning, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return text;
        }

        var shown = new StringBuilder();
        var from = 0;
        while (at >= 0)
        {
            shown.Append(text, from, at - from).Append(Hidden);
            from = at + LengthAt(text, at);
            at = text.IndexOf(beginning, from, StringComparison.OrdinalIgnoreCase);
        }

        return shown.Append(text, from, text.Length - from).ToString();
    }

    public override string ToString() => Hidden;

    /// <summary>The text itself, for the one place that sends it.</summary>
    internal string Reveal() => _text;

    /// <summary>How much of the key stands at a place of a text.</summary>
    private int LengthAt(string text, int at)
    {
        var length = 0;
        while (
            length < _text.Length
            && at + length < text.Length
            && char.ToUpperInvariant(text[at + length]) == char.ToUpperInvariant(_text[length])
        )
        {
            length++;
        }

        return length;
    }
}
