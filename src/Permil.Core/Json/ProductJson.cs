using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Permil.Access;
using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Budgets;

namespace Permil.Json;

/// <summary>How JSON is written everywhere: camelCase, amounts as exact decimal texts, times RFC 3339 in UTC.</summary>
public static class ProductJson
{
    /// <summary>Sets options so. What a type does not know is a fault, not something to skip.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.IgnoreReadOnlyProperties = true;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(
            LeaveOutWhatIsNotSaid
        );
        options.Converters.Add(new DecimalTextConverter());
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new NameConverter<AccountTier>());
        options.Converters.Add(new NameConverter<BudgetPeriod>());
        options.Converters.Add(new NameConverter<BudgetAction>());
        options.Converters.Add(new NameConverter<BudgetReserve>());
        options.Converters.Add(new NameConverter<CreditKind>());
        options.Converters.Add(new NameConverter<Usage.Mode>());
    }

    /// <summary>A match says what it is about and nothing else.</summary>
    private static void LeaveOutWhatIsNotSaid(JsonTypeInfo type)
    {
        if (type.Type == typeof(ChargeMatch))
        {
            // Those that only follow from others are left out already.
            foreach (var property in type.Properties.Where(property => property.Set is not null))
            {
                property.ShouldSerialize = static (_, value) => value is not ICollection { Count: 0 };
            }
        }
    }
}
