using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage;

/// <summary>The second process of a test: <c>Permil.Storage.Tests NAME ARGUMENTS</c>.</summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["hold-database", var path]:
                using (DuckDbDatabase.Open(path))
                {
                    Console.Out.WriteLine("open");
                    _ = Console.In.ReadLine();
                }

                return 0;
            default:
                Console.Error.WriteLine("Started by tests only; run them with dotnet test.");
                return 2;
        }
    }
}
