using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_result</c>: memory of ours with an object of DuckDB's in it.</summary>
internal sealed unsafe class ResultHandle : DuckDbHandle
{
    /// <param name="source">The connection or statement it comes from, which lives until the result is destroyed.</param>
    public ResultHandle(DuckDbHandle source) =>
        Adopt((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)), source);

    public NativeResult* Result => (NativeResult*)handle;

    protected override void Destroy(nint native)
    {
        NativeMethods.DestroyResult((NativeResult*)native);
        NativeMemory.Free((void*)native);
    }

    /// <summary>The error the result carries, or null.</summary>
    public DuckDbException? Error()
    {
        var text = NativeMethods.ResultError(Result);
        return text == 0 ? null : new(NativeMethods.ResultErrorType(Result), NativeUtf8.Read(text));
    }

    /// <summary>After a call that failed.</summary>
    public DuckDbException FailedCall() => Error() ?? new(DuckDbErrorType.Invalid, "DuckDB failed and gave no reason.");
}
