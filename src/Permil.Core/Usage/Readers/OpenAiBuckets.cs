using System.Text;

namespace Permil.Usage.Readers;

/// <summary>Names results of OpenAI's time buckets, which have no name of their own.</summary>
internal static class OpenAiBuckets
{
    /// <summary>The window and every value the sum is grouped by: the same page again gives the same name.</summary>
    public static string IdOf(PageItem item, string kind, ReadOnlySpan<string> groupedBy)
    {
        var id = new StringBuilder(kind)
            .Append(':')
            .Append(item.Owner.Text("start_time"))
            .Append('-')
            .Append(item.Owner.Text("end_time"));
        foreach (var name in groupedBy)
        {
            if (item.Record.TryField(name, out var value))
            {
                id.Append(':').Append(name).Append('=').Append(value.ToString());
            }
        }

        return id.ToString();
    }
}
