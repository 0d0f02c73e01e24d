using System.Text;

namespace Permil.Rating.Bulk;

/// <summary>A line as it stands at the end of a chunk.</summary>
internal static class PaddedLine
{
    /// <returns>The line, a line feed and the bytes behind it that may be loaded.</returns>
    public static byte[] Of(string line) =>
        [.. Encoding.UTF8.GetBytes(line), (byte)'\n', .. new byte[ChunkReader.Slack]];
}
