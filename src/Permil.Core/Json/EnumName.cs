namespace Permil.Json;

/// <summary>How the values of an enumeration are called outside the program: by one word each, in lower case.</summary>
public static class EnumName
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>All names, for messages.</summary>
    public static string AllOf<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var known in Enum.GetValues<T>())
        {
            if (string.Equals(Of(known), text, StringComparison.Ordinal))
            {
                value = known;
                return true;
            }
        }

        value = default;
        return false;
    }
}
