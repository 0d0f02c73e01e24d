using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Permil.Pricing;

namespace Permil;

/// <summary>What holds of every type of the core, so that no review has to look for it.</summary>
public sealed class ConsistencyTests
{
    private static readonly Assembly Core = typeof(PriceBook).Assembly;

    private static readonly List<Type> OwnTypes = Core.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Permil", StringComparison.Ordinal) == true)
        .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        .ToList();

    /// <summary>Interfaces that fewer than two types of the core implement, each with the reason why there is one.</summary>
    private static readonly Dictionary<string, string> ExtensionPoints = new(StringComparer.Ordinal)
    {
        ["IUsageSink"] = "readers hand events to it: the rating here, the store and the gateway in other assemblies",
        ["IRecordReader"] = "one a format of usage logs",
        ["ISpendHistory"] = "the store answers it, which the core does not know; a list does in tests",
        ["IChargeSource"] = "the store rates its usage for bills, which the core does not know; memory does in tests",
        ["ILineSink"] = "lets a reader offer a whole log to the bulk rating without knowing it",
    };

    [Fact]
    public void Structs_AreReadonly() =>
        OwnTypes
            .Where(type => type is { IsValueType: true, IsEnum: false, IsVisible: true })
            .Where(type => !type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false))
            .ShouldBeEmpty();

    [Fact]
    public void Classes_AreSealedStaticOrAbstract() =>
        OwnTypes.Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false }).ShouldBeEmpty();

    [Fact]
    public void AbstractTypes_CanBeDerivedFromOnlyInside() =>
        OwnTypes
            .Where(type => type is { IsClass: true, IsAbstract: true, IsSealed: false, IsPublic: true })
            .SelectMany(type => type.GetConstructors())
            .ShouldBeEmpty();

    [Fact]
    public void PublicFields_CannotBeChanged() =>
        OwnTypes
            .Where(type => type.IsVisible)
            .SelectMany(type =>
                type.GetFields(
                    BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
                )
            )
            .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.IsSpecialName)
            .Select(field => $"{field.DeclaringType}.{field.Name}")
            .ShouldBeEmpty();

    [Fact]
    public void StaticFields_CannotBeChanged() =>
        OwnTypes
            .SelectMany(type =>
                type.GetFields(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly
                )
            )
            .Where(field => field is { IsInitOnly: false, IsLiteral: false })
            .Where(field => !field.Name.StartsWith('<'))
            .Where(field => !field.IsDefined(typeof(ThreadStaticAttribute)))
            .Select(field => $"{field.DeclaringType}.{field.Name}")
            .ShouldBeEmpty();

    [Fact]
    public void Interfaces_HaveTwoImplementationsOrAReason()
    {
        var interfaces = OwnTypes.Where(type => type.IsInterface).ToList();
        foreach (var contract in interfaces)
        {
            var implementations = OwnTypes.Count(type => type is { IsClass: true } && type.IsAssignableTo(contract));
            (implementations >= 2 || ExtensionPoints.ContainsKey(contract.Name)).ShouldBeTrue(
                $"{contract} has {implementations} implementations and is no extension point"
            );
        }

        ExtensionPoints.Keys.Except(interfaces.Select(contract => contract.Name)).ShouldBeEmpty();
    }

    [Fact]
    public void Comparables_HaveOperators() =>
        OwnTypes
            .Where(type => type is { IsVisible: true, IsEnum: false, IsInterface: false })
            .Where(type => typeof(IComparable).IsAssignableFrom(type) || IsComparableToItself(type))
            .Where(type => type.GetMethod("op_LessThan") is null || type.GetMethod("op_GreaterThan") is null)
            .ShouldBeEmpty();

    [Fact]
    public void References_NameNoOtherPartOfPermilAndNoNetwork() =>
        Core.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name =>
                name.StartsWith("Permil", StringComparison.Ordinal)
                || name.StartsWith("System.Net", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
                || name.StartsWith("System.Data", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();

    /// <summary>The core reads streams it is handed. It opens no file, starts no program and looks at no clock.</summary>
    [Fact]
    public void UsedTypes_AreNotOfFilesProcessesOrConsole()
    {
        string[] forbidden =
        [
            "System.IO.File",
            "System.IO.FileInfo",
            "System.IO.Directory",
            "System.IO.DirectoryInfo",
            "System.Console",
            "System.Diagnostics.Process",
        ];
        using var stream = File.OpenRead(Core.Location);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        metadata
            .TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .Where(name => forbidden.Contains(name) || name.StartsWith("System.Net.", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static bool IsComparableToItself(Type type) =>
        type.GetInterfaces()
            .Any(contract =>
                contract.IsGenericType
                && contract.GetGenericTypeDefinition() == typeof(IComparable<>)
                && contract.GenericTypeArguments[0] == type
            );
}
