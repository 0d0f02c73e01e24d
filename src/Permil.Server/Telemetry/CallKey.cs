namespace Permil.Server.Telemetry;

/// <summary>By what calls are told apart in counters. Texts are empty where there is nothing to say.</summary>
internal readonly record struct CallKey(
    string Operation,
    string Provider,
    string Model,
    string Account,
    string SubAccount
);
