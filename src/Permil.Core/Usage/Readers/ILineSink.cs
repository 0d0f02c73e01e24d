namespace Permil.Usage.Readers;

/// <summary>A sink that can read a log of JSON lines by itself, faster than it is handed events.</summary>
public interface ILineSink : IUsageSink
{
    /// <summary>Reads the log to its end, or leaves it untouched.</summary>
    /// <param name="firstLine">The first line that is not blank, and what was read with it.</param>
    /// <param name="rest">What comes behind the bytes that were read.</param>
    /// <returns><see langword="false"/> when lines like the first are to be handed over as events.</returns>
    bool TryTakeLines(FirstLine firstLine, Stream rest);
}
