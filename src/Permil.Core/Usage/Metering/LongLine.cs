namespace Permil.Usage.Metering;

/// <summary>A line of an event stream that is too long to be kept.</summary>
internal enum LongLine : byte
{
    /// <summary>The line at hand is none.</summary>
    None,

    /// <summary>Its data is reduced as it passes by.</summary>
    Data,

    /// <summary>It tells nothing.</summary>
    Other,
}
