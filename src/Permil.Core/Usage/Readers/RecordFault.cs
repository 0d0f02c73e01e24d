using Permil.Rating;

namespace Permil.Usage.Readers;

/// <summary>What is wrong with one record and so ends that record, never the run.</summary>
/// <remarks>To be asked of what readers throw only: what a sink cannot count is no fault of the record.</remarks>
internal static class RecordFault
{
    /// <summary>Whether the record cannot be read as usage, or its numbers go beyond what can be worked with.</summary>
    public static bool Is(Exception exception) =>
        exception is UsageFormatException or OverflowException or InexactAmountException;

    public static string ReasonOf(Exception exception) =>
        exception is UsageFormatException ? exception.Message : "a number is too large to work with";
}
