namespace Permil.Pricing;

/// <summary>Something a price book or a contract should not have, or a reader of it should know.</summary>
/// <param name="IsFault">Whether it cannot be used like this; otherwise it is a remark.</param>
/// <param name="File">Its file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Message">What was found.</param>
public sealed record PriceFinding(bool IsFault, string File, int Line, string Message);
