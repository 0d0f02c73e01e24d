using Permil.Allocation;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Cli.Input;

/// <summary>The folder that usage is stored in.</summary>
internal static class StoreFolder
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "PERMIL_DATA";

    /// <summary>Allocation rules that hold unless others are named.</summary>
    public const string AllocationName = "allocation.yaml";

    /// <summary>The folder that is named, or the one of the environment, or the user's own.</summary>
    public static string Find(string? named)
    {
        var folder = string.IsNullOrEmpty(named) ? Environment.GetEnvironmentVariable(Variable) : named;
        return string.IsNullOrEmpty(folder)
            ? Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify
                ),
                "permil"
            )
            : folder;
    }

    /// <summary>Opens the store and does something with it.</summary>
    /// <exception cref="IOException">The store cannot be opened, read or written; the message says which and why.</exception>
    public static T With<T>(string folder, StoreAccess access, Func<UsageStore, T> use)
    {
        try
        {
            using var store = UsageStore.Open(folder, access);
            return use(store);
        }
        catch (DuckDbException exception)
        {
            throw new IOException($"{folder}: {FirstLineOf(exception.Message)}", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{folder}: {exception.Message}", exception);
        }
    }

    /// <summary>The named rules, else those of the folder, else none.</summary>
    public static AllocationRules ReadRules(string folder, string? named)
    {
        var file = named ?? Path.Combine(folder, AllocationName);
        if (named is null && !File.Exists(file))
        {
            return AllocationRules.None;
        }

        using var text = File.OpenText(file);
        return AllocationRules.Read(text, file);
    }

    private static string FirstLineOf(string text) => text.Split('\n', 2)[0];
}
