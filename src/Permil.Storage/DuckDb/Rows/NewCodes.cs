namespace Permil.Storage.DuckDb.Rows;

/// <summary>Kinds and texts that no stored event has had before.</summary>
internal sealed record NewCodes(
    IReadOnlyList<UsageKind> Kinds,
    IReadOnlyList<(int Code, string Text)> Texts,
    IReadOnlyList<(int Code, string Text)> Tags
)
{
    public const string TextTableName = "dimension_text";
    public const string TagTableName = "tag_set";
}
