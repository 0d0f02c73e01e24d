namespace Permil.Access;

public sealed class KeyRingTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Find_ASecretOfTheBook_IsItsKey()
    {
        var (book, first, firstSecret) = new NewKey { Name = "first" }.AddTo(AccountBook.Empty, Now);
        var (both, second, secondSecret) = new NewKey { Name = "second" }.AddTo(book, Now);
        var ring = KeyRing.Of(both);

        ring.Find(firstSecret, Now).Key.ShouldBe(first);
        ring.Find(secondSecret, Now).Key.ShouldBe(second);
        ring.KeyOf(second.Id).ShouldBe(second);
    }

    [Fact]
    public void Find_AnyOtherText_IsUnknown()
    {
        var (book, key, secret) = new NewKey().AddTo(AccountBook.Empty, Now);
        var ring = KeyRing.Of(book);

        foreach (
            var text in new[]
            {
                "",
                "pml_",
                secret[..^1],
                secret + "x",
                secret.ToUpperInvariant(),
                key.SecretHash,
                key.Id,
                new string('p', 100_000),
                "\ud800 half a character",
            }
        )
        {
            var standing = ring.Find(text, Now);
            standing.State.ShouldBe(KeyState.Unknown, text[..Math.Min(text.Length, 60)]);
            standing.Key.ShouldBeNull();
            standing.KeyId.ShouldBeNull();
            standing.Message.ShouldContain("not known");
        }
    }

    [Fact]
    public void Find_AnExpiredKey_IsRefusedFromTheInstantOn()
    {
        var end = Now.AddHours(1);
        var (book, key, secret) = new NewKey { ExpiresAt = end }.AddTo(AccountBook.Empty, Now);
        var ring = KeyRing.Of(book);

        ring.Find(secret, end.AddTicks(-1)).Key.ShouldBe(key);
        var standing = ring.Find(secret, end);
        standing.Key.ShouldBeNull();
        standing.State.ShouldBe(KeyState.Expired);
        standing.KeyId.ShouldBe(key.Id);
        standing.Message.ShouldContain("2026-10-07T13:00:00Z");
    }

    [Fact]
    public void Find_ARevokedKey_SaysSo()
    {
        var (book, key, secret) = new NewKey().AddTo(AccountBook.Empty, Now);
        var (revoked, _) = KeyChange.Revoke(book, key.Id, Now.AddMinutes(1));
        var ring = KeyRing.Of(revoked);

        var standing = ring.Find(secret, Now.AddMinutes(1));
        standing.Key.ShouldBeNull();
        standing.State.ShouldBe(KeyState.Revoked);
        standing.Message.ShouldContain(key.Id);
        standing.Message.ShouldNotContain(secret);
    }

    [Fact]
    public void Find_AReplacedSecret_IsGoodUntilItsGraceIsOver()
    {
        var (book, _, oldest) = new NewKey().AddTo(AccountBook.Empty, Now);
        var (once, _, older) = KeyChange.Rotate(book, book.Keys[0].Id, TimeSpan.FromDays(1), Now);
        var (twice, key, newest) = KeyChange.Rotate(once, book.Keys[0].Id, TimeSpan.FromHours(1), Now);
        var ring = KeyRing.Of(twice);

        key.Id.ShouldBe(book.Keys[0].Id);
        ring.Find(newest, Now).Key.ShouldBe(key);
        ring.Find(older, Now.AddMinutes(59)).Key.ShouldBe(key);
        ring.Find(older, Now.AddHours(1)).State.ShouldBe(KeyState.Replaced);
        ring.Find(newest, Now.AddHours(1)).Key.ShouldBe(key);
        ring.Find(oldest, Now).State.ShouldBe(KeyState.Unknown);
    }

    [Fact]
    public void Find_WithoutGrace_RefusesTheOldSecretAtOnce()
    {
        var (book, _, old) = new NewKey().AddTo(AccountBook.Empty, Now);
        var (rotated, key, _) = KeyChange.Rotate(book, book.Keys[0].Id, TimeSpan.Zero, Now);

        KeyRing.Of(rotated).Find(old, Now).State.ShouldBe(KeyState.Replaced);
        key.Ending.ShouldNotBe(book.Keys[0].Ending);
    }

    [Fact]
    public void Find_AllocatesNothing()
    {
        var (book, _, secret) = new NewKey().AddTo(AccountBook.Empty, Now);
        var ring = KeyRing.Of(book);
        ring.Find(secret, Now);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            ring.Find(secret, Now);
            ring.Find("pml_unknown", Now);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
