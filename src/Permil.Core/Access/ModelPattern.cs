using System.IO.Enumeration;

namespace Permil.Access;

/// <summary>Whether a key may call a model.</summary>
public static class ModelPattern
{
    /// <param name="patterns">Names, <c>*</c> standing for any characters; none: every model is allowed.</param>
    /// <param name="model">As the request names it. Case does not matter, as it does not for the models' prices.</param>
    public static bool Allows(IReadOnlyList<string> patterns, ReadOnlySpan<char> model)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        for (var i = 0; i < patterns.Count; i++)
        {
            if (FileSystemName.MatchesSimpleExpression(patterns[i], model))
            {
                return true;
            }
        }

        return patterns.Count == 0;
    }
}
