using Permil.Cli.Commands;
using Permil.Rating;

namespace Permil.Cli.Input;

/// <summary>Filters on the command line, as <see cref="UsageFilterText"/> says.</summary>
internal static class FilterText
{
    /// <exception cref="UsageException">A text is no filter.</exception>
    public static IReadOnlyList<UsageFilter> Parse(string option, IEnumerable<string>? texts)
    {
        try
        {
            return UsageFilterText.Parse(texts);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{option}: {exception.Message}", exception);
        }
    }

    /// <summary>For messages.</summary>
    public static string Of(IEnumerable<UsageFilter> filters) =>
        string.Join(", ", filters.Select(filter => $"{filter.Key.Name}={string.Join(',', filter.Values)}"));
}
