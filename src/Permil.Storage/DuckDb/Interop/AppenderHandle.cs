namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns a <c>duckdb_appender</c>.</summary>
internal sealed class AppenderHandle : DuckDbHandle
{
    /// <summary>
    /// Destroying an appender would write the rows it still holds. Rows are written by a flush that can report its error;
    /// here, perhaps on the finalizer's thread, they are dropped.
    /// </summary>
    protected override void Destroy(nint native)
    {
        _ = NativeMethods.ClearAppender(native);
        _ = NativeMethods.DestroyAppender(ref native);
    }

    /// <summary>What went wrong last.</summary>
    public DuckDbException Error()
    {
        var error = NativeMethods.AppenderErrorData(this);
        try
        {
            return new(NativeMethods.ErrorDataType(error), NativeUtf8.Read(NativeMethods.ErrorDataMessage(error)));
        }
        finally
        {
            NativeMethods.DestroyErrorData(ref error);
        }
    }
}
