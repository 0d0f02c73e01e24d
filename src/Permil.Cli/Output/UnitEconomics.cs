namespace Permil.Cli.Output;

/// <summary>What a cost is divided by.</summary>
internal enum UnitEconomics
{
    /// <summary>A million tokens: of those priced by the token.</summary>
    Tokens,

    /// <summary>One event.</summary>
    Requests,
}
