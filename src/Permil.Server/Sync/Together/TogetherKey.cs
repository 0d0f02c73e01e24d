namespace Permil.Server.Sync.Together;

/// <summary>The key to the service. Shows nowhere: its text is three stars.</summary>
public sealed class TogetherKey
{
    private const int MaxFileBytes = 16 * 1024;
    private const string Hidden = "***";

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

    /// <summary>A text of the service without the key, which an answer may repeat.</summary>
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace(_text, Hidden, StringComparison.OrdinalIgnoreCase);
    }

    public override string ToString() => Hidden;

    /// <summary>The text itself, for the one place that sends it.</summary>
    internal string Reveal() => _text;
}
