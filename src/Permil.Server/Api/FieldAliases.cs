using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Permil.Server.Api;

/// <summary>Fields of wishes that go by a second name, the one that commands and reports give them.</summary>
internal static class FieldAliases
{
    /// <summary>Lets a type be read by the second names too.</summary>
    public static void Add(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            Add(type, "subAccount", "tenant");
            Add(type, "environment", "env");
        }
    }

    private static void Add(JsonTypeInfo type, string name, string otherName)
    {
        if (type.Properties.FirstOrDefault(field => field.Name == name) is not { Get: { } get, Set: { } set } field)
        {
            return;
        }

        var other = type.CreateJsonPropertyInfo(field.PropertyType, otherName);
        other.IsSetNullable = field.IsSetNullable;
        field.Set = other.Set = (wish, value) =>
        {
            var before = get(wish);
            if (before is not null && value is not null && !Equals(before, value))
            {
                throw new JsonException(
                    $"found '{before}' and '{value}' in {name} and {otherName}, allowed: one of them"
                );
            }

            set(wish, value ?? before);
        };
        type.Properties.Insert(type.Properties.IndexOf(field) + 1, other);
    }
}
