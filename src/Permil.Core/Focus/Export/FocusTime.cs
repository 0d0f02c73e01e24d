using System.Globalization;

namespace Permil.Focus.Export;

/// <summary>The one written form of instants: UTC to the second.</summary>
public static class FocusTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}
