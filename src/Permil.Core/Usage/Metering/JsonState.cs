namespace Permil.Usage.Metering;

/// <summary>What may come next in a JSON text.</summary>
internal enum JsonState : byte
{
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,

    /// <summary>A comma or an end; at the outermost level only white space.</summary>
    AfterValue,

    Text,

    /// <summary>Behind a backslash.</summary>
    Escape,
    Hex1,
    Hex2,
    Hex3,
    Hex4,

    Literal,

    Minus,
    Zero,
    Digits,
    Point,
    Decimals,
    Exponent,
    ExponentSign,
    ExponentDigits,

    /// <summary>It is no JSON.</summary>
    Broken,
}
