namespace Permil.Storage.DuckDb.Interop;

/// <summary>Tests that count native handles and memory of the whole process run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NativeHandleCollection
{
    public const string Name = "native handles";
}
