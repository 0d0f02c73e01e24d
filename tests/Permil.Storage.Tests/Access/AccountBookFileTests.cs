using Permil.Access;

namespace Permil.Storage.Access;

public sealed class AccountBookFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_NoFile_IsEmpty()
    {
        using var folder = new TemporaryFolder();

        AccountBookFile.Read(folder.PathOf("none")).ShouldBe(AccountBook.Empty);
        Directory.Exists(folder.PathOf("none")).ShouldBeFalse();
    }

    [Fact]
    public void Change_IsReadByOthers_AndIsTheOwnersAlone()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        var changed = new AccountBookFile(data).Change(book => Add(book, "acme"));

        AccountBookFile.Read(data).Accounts.ShouldHaveSingleItem().Id.ShouldBe(changed.Accounts[0].Id);
        Directory.GetFiles(data).Select(Path.GetFileName).Order().ShouldBe(["accounts.json", "accounts.lock"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(data, "accounts.json"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Change_OverWhatACrashLeft_IsTheOwnersAlone()
    {
        using var folder = new TemporaryFolder();
        var left = folder.Write("accounts.json.new", "half a bo");
        new AccountBookFile(folder.Path).Change(book => Add(book, "acme"));

        File.Exists(left).ShouldBeFalse();
        AccountBookFile.Read(folder.Path).Accounts.Count.ShouldBe(1);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder.PathOf("accounts.json"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Change_ByManyAtOnce_LosesNone()
    {
        using var folder = TemporaryFolder.InMemory();
        Parallel.For(
            0,
            8,
            writer =>
            {
                var file = new AccountBookFile(folder.Path);
                for (var i = 0; i < 10; i++)
                {
                    file.Change(book => Add(book, $"{writer}-{i}"));
                }
            }
        );

        AccountBookFile
            .Read(folder.Path)
            .Accounts.Select(account => account.Id)
            .Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 80).Select(i => $"{i / 10}-{i % 10}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Change_ThatThrows_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        var file = new AccountBookFile(folder.Path);
        file.Change(book => Add(book, "acme"));
        var before = File.ReadAllBytes(file.Path);

        Should.Throw<ChangeRefusedException>(() => file.Change(book => Add(book, "acme")));
        File.ReadAllBytes(file.Path).ShouldBe(before);
        file.Change(book => Add(book, "other")).Accounts.Count.ShouldBe(2);
    }

    [Fact]
    public void Change_ToABookThatCouldNotBeRead_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        var file = new AccountBookFile(folder.Path);
        var good = file.Change(book => Add(book, "acme"));

        Should.Throw<AccountBookFormatException>(() =>
            file.Change(book => book with { Accounts = [good.Accounts[0], good.Accounts[0]] })
        );
        file.Read().Accounts.Count.ShouldBe(1);
    }

    [Fact]
    public void Change_OfABrokenFile_LeavesIt()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("accounts.json", "{\"version\": 99}");

        Should
            .Throw<AccountBookFormatException>(() => new AccountBookFile(folder.Path).Change(book => Add(book, "acme")))
            .Message.ShouldContain($"{path}: version: found 99");
        File.ReadAllText(path).ShouldBe("{\"version\": 99}");
    }

    private static AccountBook Add(AccountBook book, string id) => new NewAccount { Id = id }.AddTo(book, Now);
}
