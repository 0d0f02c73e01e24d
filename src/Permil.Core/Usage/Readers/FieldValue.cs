namespace Permil.Usage.Readers;

/// <summary>A value of a log record with the place it stands in.</summary>
internal readonly record struct FieldValue(LogFieldBinding Binding, string Path, string Text);
