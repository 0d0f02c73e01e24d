namespace Permil.Usage.Readers;

/// <summary>Tags written as one text, <c>name:value</c> or <c>name=value</c>.</summary>
internal static class TagText
{
    /// <returns><see langword="false"/> for an empty text. A text without a value is a tag with the value <c>true</c>.</returns>
    public static bool TrySplit(string? text, out string name, out string value)
    {
        (name, value) = ("", "true");
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var mark = text.AsSpan().IndexOfAny(':', '=');
        (name, value) = mark < 1 ? (text, "true") : (text[..mark], text[(mark + 1)..]);
        return true;
    }

    /// <summary>
    /// Gives a tag to the field it names (<c>tenant</c>, <c>env</c>, <c>feature</c>) where that is still open,
    /// otherwise keeps it as a tag.
    /// </summary>
    public static void AddTo(EventDraft draft, string text)
    {
        if (!TrySplit(text, out var name, out var value))
        {
            return;
        }

        switch (name.ToLowerInvariant())
        {
            case "tenant" when draft.SubAccount is null:
                draft.SubAccount = value;
                break;
            case "env" or "environment" when draft.Environment is null:
                draft.Environment = value;
                break;
            case "feature" when draft.Feature is null:
                draft.Feature = value;
                break;
            default:
                draft.Tag(name, value);
                break;
        }
    }
}
