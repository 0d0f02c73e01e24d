using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>Owns one native object, and counts it from the moment it exists until it is destroyed.</summary>
internal abstract class DuckDbHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private static readonly ConcurrentDictionary<Type, int> LiveCounts = new();

    private DuckDbHandle? _owner;

    protected DuckDbHandle()
        : base(ownsHandle: true) { }

    /// <summary>Native objects that exist now, by the type of their handle; those without any are left out.</summary>
    public static IReadOnlyDictionary<Type, int> Live =>
        LiveCounts.Where(count => count.Value != 0).ToDictionary(count => count.Key, count => count.Value);

    /// <summary>Whether its holder is done with it, while what it owns may still keep the native object.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Takes a native object over.</summary>
    /// <param name="native">Its address; 0, what some failed calls leave, is no object.</param>
    /// <param name="owner">What must outlive this object: it is destroyed after this one, in whatever order they are disposed.</param>
    public void Adopt(nint native, DuckDbHandle? owner = null)
    {
        if (native == 0)
        {
            return;
        }

        if (owner is not null)
        {
            var added = false;
            owner.DangerousAddRef(ref added);
            _owner = owner;
        }

        SetHandle(native);
        LiveCounts.AddOrUpdate(GetType(), 1, (_, count) => count + 1);
    }

    /// <summary>Calls DuckDB's function that destroys the object.</summary>
    protected abstract void Destroy(nint native);

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    protected sealed override bool ReleaseHandle()
    {
        Destroy(handle);
        LiveCounts.AddOrUpdate(GetType(), 0, (_, count) => count - 1);
        _owner?.DangerousRelease();
        return true;
    }
}
