using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Permil.Server.Api;

/// <summary>Holds a body against the type it is to become, so that what is wrong is said in the body's words.</summary>
internal static class BodyShape
{
    private const string Whole = "a whole number of 64 bits";

    /// <exception cref="ApiException">The body does not have that shape.</exception>
    public static void Check(JsonElement body, JsonTypeInfo type) => Check(body, type, "");

    private static void Check(JsonElement value, JsonTypeInfo type, string place)
    {
        var isRight = type.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => value.ValueKind == JsonValueKind.Object,
            JsonTypeInfoKind.Enumerable => value.ValueKind == JsonValueKind.Array,
            _ => IsRight(value, Plain(type.Type)),
        };
        if (!isRight)
        {
            throw Wrong(place, Found(value), Allowed(type));
        }

        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckFields(value, type, place);
                break;
            case JsonTypeInfoKind.Dictionary:
                CheckOnce(value, place);
                foreach (var member in value.EnumerateObject())
                {
                    Check(member.Value, ElementOf(type), Below(place, member.Name));
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, ElementOf(type), $"{place}[{index++}]");
                }

                break;
        }
    }

    private static void CheckFields(JsonElement value, JsonTypeInfo type, string place)
    {
        CheckOnce(value, place);
        foreach (var member in value.EnumerateObject())
        {
            var field =
                type.Properties.FirstOrDefault(field => field.Name == member.Name)
                ?? throw Wrong(
                    Below(place, member.Name),
                    $"'{member.Name}'",
                    string.Join(", ", type.Properties.Select(field => field.Name))
                );
            if (member.Value.ValueKind != JsonValueKind.Null || !CanBeNull(field))
            {
                Check(member.Value, type.Options.GetTypeInfo(field.PropertyType), Below(place, member.Name));
            }
        }

        foreach (var field in type.Properties)
        {
            if (field.IsRequired && !value.TryGetProperty(field.Name, out _))
            {
                throw Wrong(Below(place, field.Name), "nothing", Allowed(type.Options.GetTypeInfo(field.PropertyType)));
            }
        }
    }

    private static bool CanBeNull(JsonPropertyInfo field) =>
        field.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(field.PropertyType) is not null
            : field.IsSetNullable;

    private static void CheckOnce(JsonElement value, string place)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!names.Add(member.Name))
            {
                throw Wrong(Below(place, member.Name), "it twice", "once");
            }
        }
    }

    /// <summary>What the rest may be, its own reader says.</summary>
    private static bool IsRight(JsonElement value, Type type) =>
        type == typeof(string) ? value.ValueKind == JsonValueKind.String
        : type == typeof(long) ? value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _)
        : value.ValueKind is JsonValueKind.String or JsonValueKind.Number;

    private static string Allowed(JsonTypeInfo type) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            JsonTypeInfoKind.Enumerable => "an array",
            _ when Plain(type.Type) == typeof(long) => Whole,
            _ when Plain(type.Type) == typeof(decimal) => "a decimal number",
            _ => "a text",
        };

    private static string Found(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            _ => value.GetRawText(),
        };

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static JsonTypeInfo ElementOf(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);

    private static string Below(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";

    private static ApiException Wrong(string place, string found, string allowed) =>
        new(
            400,
            "invalid_request",
            $"{(place.Length == 0 ? "the body" : place)}: found {found}, allowed: {allowed}",
            place.Length == 0 ? null : place
        );
}
