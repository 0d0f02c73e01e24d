namespace Permil.Server.Telemetry;

/// <summary>By what calls are told apart in histograms. The error is empty for a call that succeeded.</summary>
internal readonly record struct TimingKey(string Operation, string Provider, string Model, string ErrorType);
