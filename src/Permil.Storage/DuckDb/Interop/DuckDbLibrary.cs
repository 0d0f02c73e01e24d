using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>Finds and loads DuckDB's native library, which the build puts beside the program.</summary>
internal static class DuckDbLibrary
{
    private static readonly Lazy<nint> Loaded = new(() =>
    {
        var library = Load(AppContext.BaseDirectory);
        NativeLibrary.SetDllImportResolver(
            typeof(DuckDbLibrary).Assembly,
            (name, _, _) => name == NativeMethods.Library ? library : 0
        );
        return library;
    });

    private static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll"
        : OperatingSystem.IsMacOS() ? "libduckdb.dylib"
        : "libduckdb.so";

    /// <summary>To be called before the first native function; cheap after that.</summary>
    /// <exception cref="DuckDbException">No library beside the program, or none that this system can load.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    /// <summary>Loads the library of a folder.</summary>
    internal static nint Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new DuckDbException(
                DuckDbErrorType.LibraryNotLoaded,
                $"DuckDB's native library was looked for at {path} and is not there. The build puts it beside the "
                    + "program; a copy of the program must take it along."
            );
        }

        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new DuckDbException(
                DuckDbErrorType.LibraryNotLoaded,
                $"DuckDB's native library at {path} cannot be loaded on {RuntimeInformation.RuntimeIdentifier}: "
                    + exception.Message,
                exception
            );
        }
    }
}
