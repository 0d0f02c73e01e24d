namespace Permil.Usage.Readers;

/// <summary>Fills what a record does not say from <see cref="ReadOptions.Defaults"/>.</summary>
internal static class EventDefaults
{
    /// <exception cref="ArgumentException">A default names no field that can have one, or is no value of its field.</exception>
    public static void Check(IReadOnlyDictionary<string, string> defaults)
    {
        foreach (var (name, value) in defaults)
        {
            if (!LogFieldName.TryParse(name, out var field, out _) || !CanHaveDefault(field))
            {
                throw new ArgumentException(
                    $"no field with a default is named '{name}'; allowed: source, time, provider, model, mode, account, "
                        + "subAccount, feature, environment, tag:NAME or an attribute",
                    nameof(defaults)
                );
            }

            if (field == LogField.Mode && !ModeName.TryParse(value, out _))
            {
                throw new ArgumentException(
                    $"default mode: found '{value}', allowed: {string.Join(", ", ModeName.All)}",
                    nameof(defaults)
                );
            }
        }
    }

    /// <exception cref="UsageFormatException">A default is no value of its field.</exception>
    public static void Fill(EventDraft draft, IReadOnlyDictionary<string, string> defaults)
    {
        foreach (var (name, value) in defaults)
        {
            if (!LogFieldName.TryParse(name, out var field, out var part))
            {
                throw new UsageFormatException($"default '{name}': no such field; allowed: {LogFieldName.Allowed}");
            }

            switch (field)
            {
                case LogField.Source:
                    draft.Source ??= value;
                    break;
                case LogField.Time:
                    draft.Time ??= EventTime.Parse("default time", value);
                    break;
                case LogField.Provider:
                    draft.Provider ??= value;
                    break;
                case LogField.Model:
                    draft.Model ??= value;
                    break;
                case LogField.Mode:
                    draft.Mode ??= LogMode.Parse("default mode", value);
                    break;
                case LogField.Account:
                    draft.Account ??= value;
                    break;
                case LogField.SubAccount:
                    draft.SubAccount ??= value;
                    break;
                case LogField.Feature:
                    draft.Feature ??= value;
                    break;
                case LogField.Environment:
                    draft.Environment ??= value;
                    break;
                case LogField.Tag when part is not null && !draft.HasTag(part):
                    draft.Tag(part, value);
                    break;
                case LogField.Attribute when part is not null && !draft.HasNote(part):
                    draft.Note(part, value);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool CanHaveDefault(LogField field) =>
        field is >= LogField.Source and <= LogField.Environment or LogField.Tag or LogField.Attribute;
}
