using System.Threading.Channels;
using Permil.Access;

namespace Permil.Storage.Access;

public sealed class AccountBookWatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<AccountBook> _books = Channel.CreateUnbounded<AccountBook>();
    private readonly Channel<Exception> _failures = Channel.CreateUnbounded<Exception>();

    [Fact]
    public async Task Start_TellsTheBookAsItIs()
    {
        using var folder = new TemporaryFolder();
        Elsewhere(folder, "acme");
        await using var watch = Start(folder);

        watch.Current.Accounts.Count.ShouldBe(1);
        (await NextBook()).ShouldBe(watch.Current);
    }

    [Fact]
    public async Task Start_WithoutAFile_TellsOfTheFirstOne()
    {
        using var folder = new TemporaryFolder();
        await using var watch = Start(folder);
        (await NextBook()).ShouldBe(AccountBook.Empty);
        Elsewhere(folder, "acme");

        (await NextBook()).Accounts.ShouldHaveSingleItem().Id.ShouldBe("acme");
    }

    [Fact]
    public async Task Changes_InQuickSuccession_AllComeIn()
    {
        using var folder = TemporaryFolder.InMemory();
        await using var watch = Start(folder);
        for (var i = 0; i < 50; i++)
        {
            Elsewhere(folder, $"{i:00}");
        }

        var last = await NextBook();
        while (last.Accounts.Count < 50)
        {
            last = await NextBook();
        }

        watch.Current.Accounts.Count.ShouldBe(50);
        _failures.Reader.Count.ShouldBe(0);
    }

    /// <summary>A file system that keeps time coarsely, or a clock set back, shows nothing but the same stamp.</summary>
    [Fact]
    public async Task Look_AnotherBookOfTheSameLengthAndTime_IsSeen()
    {
        using var folder = new TemporaryFolder();
        Elsewhere(folder, "acme");
        await using var watch = Start(folder);
        var path = folder.PathOf("accounts.json");
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("acme", "beta", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, time);
        watch.Look();

        watch.Current.Accounts[0].Id.ShouldBe("beta");
    }

    [Fact]
    public async Task Change_ThroughTheSameFile_IsToldBeforeItReturns()
    {
        using var folder = new TemporaryFolder();
        var file = new AccountBookFile(folder.Path);
        await using var watch = Start(file);
        file.Change(book => Add(book, "acme"));

        watch.Current.Accounts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ABrokenFile_KeepsTheLastGoodBook_AndIsReportedOnce()
    {
        using var folder = new TemporaryFolder();
        Elsewhere(folder, "acme");
        await using var watch = Start(folder);
        var good = await NextBook();
        var whole = File.ReadAllText(folder.PathOf("accounts.json"));
        folder.Write("accounts.json", whole[..^10]);

        (await _failures.Reader.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBeOfType<AccountBookFormatException>();
        watch.Look();
        watch.Look();
        watch.Current.ShouldBe(good);
        _failures.Reader.Count.ShouldBe(0);

        folder.Write("accounts.json", whole.Replace("acme", "mended", StringComparison.Ordinal));
        (await NextBook()).Accounts[0].Id.ShouldBe("mended");
    }

    [Fact]
    public async Task AFileThatIsGone_KeepsTheLastGoodBook()
    {
        using var folder = new TemporaryFolder();
        Elsewhere(folder, "acme");
        await using var watch = Start(folder);
        File.Delete(folder.PathOf("accounts.json"));
        watch.Look();

        (await _failures.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Message.ShouldContain("is gone");
        watch.Current.Accounts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ABookThatCannotBeTaken_IsGivenAgain()
    {
        using var folder = new TemporaryFolder();
        var file = new AccountBookFile(folder.Path);
        var refusals = 1;
        await using var watch = AccountBookWatch.Start(
            file,
            book =>
            {
                if (book.Accounts.Count > 0 && refusals-- > 0)
                {
                    throw new IOException("not now");
                }

                _books.Writer.TryWrite(book);
            },
            exception => _failures.Writer.TryWrite(exception)
        );
        (await NextBook()).ShouldBe(AccountBook.Empty);
        file.Change(book => Add(book, "acme"));

        (await NextBook()).Accounts.Count.ShouldBe(1);
        (await _failures.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Message.ShouldBe("not now");
    }

    private AccountBookWatch Start(TemporaryFolder folder) => Start(new AccountBookFile(folder.Path));

    private AccountBookWatch Start(AccountBookFile file) =>
        AccountBookWatch.Start(
            file,
            book => _books.Writer.TryWrite(book),
            exception => _failures.Writer.TryWrite(exception)
        );

    private Task<AccountBook> NextBook() => _books.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>As another process would.</summary>
    private static void Elsewhere(TemporaryFolder folder, string id) =>
        new AccountBookFile(folder.Path).Change(book => Add(book, id));

    private static AccountBook Add(AccountBook book, string id) => new NewAccount { Id = id }.AddTo(book, Now);
}
