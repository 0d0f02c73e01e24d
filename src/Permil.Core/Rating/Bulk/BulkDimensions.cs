using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>The texts of a line that matter: those that decide prices first, then those that are grouped by.</summary>
internal sealed class BulkDimensions
{
    /// <summary>The first of them decide prices.</summary>
    public const int PricedCount = 3;

    private readonly List<LogFieldBinding> _fields =
    [
        new(LogField.Provider, 0, null),
        new(LogField.Model, 0, null),
        new(LogField.Mode, 0, null),
    ];

    public BulkDimensions(IReadOnlyList<GroupKey> keys)
    {
        AreOfCharges = keys.Any(key => key.IsOfCharge);
        foreach (var key in keys)
        {
            if (FieldOf(key) is { } known && NumberOf(new LogFieldBinding(known, 0, key.Tag)) < 0)
            {
                _fields.Add(new LogFieldBinding(known, 0, key.Tag));
            }
        }
    }

    public int Count => _fields.Count;

    /// <summary>Whether groups are of single charges: then a meter at 0 is no part of an event.</summary>
    public bool AreOfCharges { get; }

    public bool HasTags => _fields.Exists(asked => asked.Field == LogField.Tag);

    /// <returns>-1 for a field that nobody asks for.</returns>
    public int NumberOf(LogFieldBinding binding) =>
        _fields.FindIndex(field =>
            field.Field == binding.Field && string.Equals(field.Name, binding.Name, StringComparison.Ordinal)
        );

    /// <summary>The dimension that a key is a value of; -1 for keys that are no text of a line, such as time.</summary>
    public int NumberOf(GroupKey key) =>
        FieldOf(key) is { } field ? NumberOf(new LogFieldBinding(field, 0, key.Tag)) : -1;

    /// <summary>Whether two events have the same values in all dimensions.</summary>
    public bool AreSame(UsageEvent first, UsageEvent second)
    {
        foreach (var field in _fields)
        {
            if (!string.Equals(ValueOf(first, field), ValueOf(second, field), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The event with another value in one dimension.</summary>
    /// <returns><see langword="null"/> when the value is not allowed there.</returns>
    public UsageEvent? With(UsageEvent usageEvent, int dimension, string text)
    {
        switch (_fields[dimension].Field)
        {
            case LogField.Provider:
                return usageEvent with { Provider = text };
            case LogField.Model:
                return usageEvent with { Model = text };
            case LogField.Mode:
                return ModeName.TryParse(text, out var mode) ? usageEvent with { Mode = mode } : null;
            case LogField.Account:
                return usageEvent with { Account = text };
            case LogField.SubAccount:
                return usageEvent with { SubAccount = text };
            case LogField.Feature:
                return usageEvent with { Feature = text };
            case LogField.Environment:
                return usageEvent with { Environment = text };
            default:
                var tags = usageEvent.Tags.ToDictionary(StringComparer.Ordinal);
                tags[_fields[dimension].Name!] = text;
                return usageEvent with { Tags = tags };
        }
    }

    private static string? ValueOf(UsageEvent usageEvent, LogFieldBinding field) =>
        field.Field switch
        {
            LogField.Provider => usageEvent.Provider,
            LogField.Model => usageEvent.Model,
            LogField.Mode => ModeName.Of(usageEvent.Mode),
            LogField.Account => usageEvent.Account,
            LogField.SubAccount => usageEvent.SubAccount,
            LogField.Feature => usageEvent.Feature,
            LogField.Environment => usageEvent.Environment,
            _ => usageEvent.Tags.GetValueOrDefault(field.Name!),
        };

    private static LogField? FieldOf(GroupKey key) =>
        key.Dimension switch
        {
            GroupDimension.Account => LogField.Account,
            GroupDimension.SubAccount => LogField.SubAccount,
            GroupDimension.Feature => LogField.Feature,
            GroupDimension.Environment => LogField.Environment,
            GroupDimension.Tag => LogField.Tag,
            _ => null,
        };
}
