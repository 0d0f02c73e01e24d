using System.Diagnostics;
using Xunit.Abstractions;

namespace Permil.Storage;

/// <summary>Disks that are full or read-only, mounted for the test, which takes root's rights; says so where it cannot.</summary>
public sealed class JournalMountTests(ITestOutputHelper output)
{
    private static readonly JournalOptions SmallSegments = new() { SegmentBytes = 256 << 10 };

    [Fact]
    public async Task Append_DiskFillsUp_StopsClearlyAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        if (!TryMount(folder.Path, "size=1m"))
        {
            return;
        }

        try
        {
            var acknowledged = await AppendUntilFull(folder.Path);

            // The disk is still full: what is there can be read, and what fits into the last segment appended.
            await using var journal = Journal.Open(folder.Path, SmallSegments);
            journal.LastSequence.ShouldBeGreaterThanOrEqualTo(acknowledged);
            journal.ReadFrom(1).Select(record => record.Payload.Length).ShouldAllBe(length => length == 1000);
            journal.ReadFrom(1).Count().ShouldBe((int)journal.LastSequence);

            // Room is made by dropping what the store has.
            journal.DropThrough(journal.LastSequence);
            var before = journal.LastSequence;
            (await journal.Append(new byte[1000])).ShouldBe(before + 1);
            for (var i = 0; i < 300; i++)
            {
                await journal.Append(new byte[1000]);
            }
        }
        finally
        {
            Run("umount", folder.Path);
        }
    }

    [Fact]
    public void Open_DiskFull_SaysSo()
    {
        using var folder = new TemporaryFolder();
        if (!TryMount(folder.Path, "size=1m"))
        {
            return;
        }

        try
        {
            var refused = Should.Throw<JournalFailedException>(() => Journal.Open(folder.Path));
            output.WriteLine(refused.Message);
            refused.Message.ShouldContain(folder.Path);
            refused.Message.ShouldContain("cannot be opened");
            refused.InnerException.ShouldBeOfType<IOException>();

            // It left nothing that would be in the way later.
            Journal.Open(folder.Path, SmallSegments).Dispose();
        }
        finally
        {
            Run("umount", folder.Path);
        }
    }

    [Fact]
    public async Task Open_ReadOnlyFolder_SaysSo()
    {
        using var folder = new TemporaryFolder();
        if (!TryMount(folder.Path, "size=1m"))
        {
            return;
        }

        try
        {
            await using (var journal = Journal.Open(folder.Path, SmallSegments))
            {
                await journal.Append(new byte[10]);
            }

            Run("mount", "-o", "remount,ro", folder.Path).ShouldBeTrue();
            var refused = Should.Throw<JournalFailedException>(() => Journal.Open(folder.Path, SmallSegments));
            output.WriteLine(refused.Message);
            refused.Message.ShouldContain(folder.Path);
            refused.Message.ShouldContain("Read-only file system");
        }
        finally
        {
            Run("umount", folder.Path);
        }
    }

    private async Task<long> AppendUntilFull(string folder)
    {
        await using var journal = Journal.Open(folder, SmallSegments);
        var acknowledged = 0L;
        var failure = await Should.ThrowAsync<JournalFailedException>(async () =>
        {
            while (true)
            {
                acknowledged = await journal.Append(new byte[1000]);
            }
        });
        output.WriteLine(failure.Message);
        failure.Message.ShouldContain($"has stopped after record {acknowledged}");
        acknowledged.ShouldBeGreaterThan(400);

        // It stays stopped.
        await Should.ThrowAsync<JournalFailedException>(async () => await journal.Append(new byte[1]));
        Should.Throw<JournalFailedException>(() => journal.DropThrough(1));
        journal.Failure.ShouldNotBeNull();
        return acknowledged;
    }

    private bool TryMount(string folder, string options)
    {
        var isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", options, "none", folder);
        if (!isMounted)
        {
            output.WriteLine("NOT TESTED: a small disk could not be mounted here (it takes Linux and root's rights).");
        }

        return isMounted;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        );
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}
