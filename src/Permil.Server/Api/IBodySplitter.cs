namespace Permil.Server.Api;

/// <summary>Finds the events in a body, a piece of which is at hand.</summary>
internal interface IBodySplitter
{
    /// <summary>Finds the next event.</summary>
    /// <param name="window">What is at hand, beginning behind what was consumed.</param>
    /// <param name="isLast">Whether nothing comes behind it.</param>
    /// <param name="item">Where the event stands in the window.</param>
    /// <param name="consumed">How much of the window is done with, whatever the answer.</param>
    /// <returns><see langword="false"/>: there is none yet, or, of the last window, none any more.</returns>
    /// <exception cref="BodyException">What stands there is no list of events.</exception>
    bool TryNext(ReadOnlySpan<byte> window, bool isLast, out Range item, out int consumed);
}
