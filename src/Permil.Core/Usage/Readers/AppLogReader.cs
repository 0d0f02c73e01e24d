using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads an application's own log lines: fields are found by their paths (see <see cref="FieldMap"/>).</summary>
/// <remarks>Holds the values of the record at hand: one reader a thread.</remarks>
public sealed class AppLogReader : IRecordReader
{
    /// <summary>The source of events whose records name none; CSV files have the same.</summary>
    public const string Source = "app-log";

    /// <summary>Objects within objects that are looked into, the record itself not counted.</summary>
    internal const int MaxDepth = 6;

    private readonly FieldMap _map;
    private readonly FieldValues _values;

    public AppLogReader(FieldMap map, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        _map = map;
        _values = new FieldValues(options);
    }

    public string Format => "app-log";

    /// <summary>Whether the record has a quantity anywhere the map looks, or says that its usage is not known.</summary>
    public bool Recognises(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        return HasQuantity(record, _map.Root, MaxDepth) || HasEmptyUsage(record);
    }

    /// <summary>Whether the record has a value at one of the paths the caller named.</summary>
    internal bool HasOwnPath(JsonElement record) =>
        _map.HasOwnPaths && record.ValueKind == JsonValueKind.Object && HasOwnPath(record, _map.Root, MaxDepth);

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(events);
        _values.Clear();
        Collect(record, _map.Root, "", MaxDepth);
        var draft = new EventDraft(context, Source);
        _values.AddTo(draft);
        if (!_values.HasQuantity && !draft.HasUsage)
        {
            draft.UnsettledReason = "the record has no usage";
        }

        events.Add(draft.Build());
    }

    private void Collect(JsonElement record, FieldMapNode node, string path, int depth)
    {
        foreach (var member in record.EnumerateObject())
        {
            var child = node.Find(member.Name);
            if (child is null)
            {
                continue;
            }

            var value = member.Value;
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when child.HasChildren && depth > 0:
                    Collect(value, child, $"{path}{member.Name}.", depth - 1);
                    break;
                case JsonValueKind.Array when child.TagPrecedence is { } precedence:
                    CollectTags(value, precedence, path + member.Name);
                    break;
                case JsonValueKind.String
                or JsonValueKind.Number
                or JsonValueKind.True
                or JsonValueKind.False when child.Binding is { } binding:
                    _values.Set(binding, path + member.Name, TextOf(value));
                    break;
                case JsonValueKind.Object
                or JsonValueKind.Array
                    when child.Binding is { } binding && !child.HasChildren && FieldValues.IsQuantity(binding.Field):
                    throw new UsageFormatException(
                        $"{path}{member.Name}: found {JsonFields.Shown(value)}, allowed: a number"
                    );
                default:
                    break;
            }
        }
    }

    /// <summary>Tags as a list of <c>name:value</c> texts.</summary>
    private void CollectTags(JsonElement tags, int precedence, string path)
    {
        foreach (var tag in tags.EnumerateArray())
        {
            if (tag.ValueKind == JsonValueKind.String && TagText.TrySplit(tag.GetString(), out var name, out var value))
            {
                _values.Set(new LogFieldBinding(LogField.Tag, precedence, name), path, value);
            }
        }
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };

    private static bool HasQuantity(JsonElement record, FieldMapNode node, int depth)
    {
        foreach (var member in record.EnumerateObject())
        {
            if (node.Find(member.Name) is not { } child)
            {
                continue;
            }

            var isObject = member.Value.ValueKind == JsonValueKind.Object;
            if (isObject && child.HasChildren)
            {
                if (depth > 0 && HasQuantity(member.Value, child, depth - 1))
                {
                    return true;
                }
            }
            else if (
                child.Binding is { } binding
                && member.Value.ValueKind != JsonValueKind.Null
                && FieldValues.IsQuantity(binding.Field)
            )
            {
                return true;
            }
        }

        return HasSize(record);
    }

    private static bool HasSize(JsonElement record) =>
        record.Has(Attribute.Width) && record.Has(Attribute.Height) && record.Has("model");

    private static bool HasEmptyUsage(JsonElement record) =>
        record.Has("model")
        && record.TryGetProperty("usage", out var usage)
        && (usage.ValueKind == JsonValueKind.Null || usage is { ValueKind: JsonValueKind.Object } && IsEmpty(usage));

    private static bool IsEmpty(JsonElement usage)
    {
        foreach (var _ in usage.EnumerateObject())
        {
            return false;
        }

        return true;
    }

    private static bool HasOwnPath(JsonElement record, FieldMapNode node, int depth)
    {
        foreach (var member in record.EnumerateObject())
        {
            if (node.Find(member.Name) is not { } child)
            {
                continue;
            }

            if (child.Binding is { Precedence: 0 })
            {
                return true;
            }

            if (
                depth > 0
                && member.Value.ValueKind == JsonValueKind.Object
                && child.HasChildren
                && HasOwnPath(member.Value, child, depth - 1)
            )
            {
                return true;
            }
        }

        return false;
    }
}
