using System.Runtime.InteropServices;

namespace Permil.Rating;

/// <summary>
/// Asks the system to back a large table with pages of 2 MiB: a table that is looked up at random places otherwise waits
/// for address translation as long as for memory, and half a million small pages are prepared one by one.
/// </summary>
internal static partial class HugePages
{
    private const nuint HugePageBytes = 2 * 1024 * 1024;
    private const int MadviseHugePage = 14;

    /// <summary>Only advice, and only on Linux: what the system makes of it changes nothing but the time.</summary>
    /// <param name="memory">Memory that does not move.</param>
    public static unsafe void Advise(Span<byte> memory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        fixed (byte* start = memory)
        {
            var first = ((nuint)start + HugePageBytes - 1) & ~(HugePageBytes - 1);
            var end = ((nuint)start + (nuint)memory.Length) & ~(HugePageBytes - 1);
            if (end > first)
            {
                try
                {
                    _ = Madvise(first, end - first, MadviseHugePage);
                }
                catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
                {
                    // A system without the call goes without the advice.
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Madvise(nuint address, nuint length, int advice);
}
