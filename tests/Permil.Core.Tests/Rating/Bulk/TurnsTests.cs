namespace Permil.Rating.Bulk;

public sealed class TurnsTests
{
    [Fact]
    public void Take_LaterTurnsFirst_WaitForTheirTurn()
    {
        var turns = new Turns();
        var order = new List<int>();
        var third = OwnThread.Waiting(() => turns.Take(2, () => order.Add(2)));
        var second = OwnThread.Waiting(() => turns.Take(1, () => order.Add(1)));
        order.ShouldBeEmpty();

        OwnThread.Done(() => turns.Take(0, () => order.Add(0))).ShouldBeNull();

        third.Result().ShouldBeNull();
        second.Result().ShouldBeNull();
        order.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Take_AfterAFailure_DoesNothingAndSaysWhy()
    {
        var turns = new Turns();
        var isDone = false;
        var first = new IOException("first");
        turns.Fail(first);
        turns.Fail(new IOException("second"));

        var exception = OwnThread
            .Done(() => turns.Take(0, () => isDone = true))
            .ShouldBeOfType<OperationCanceledException>();

        (exception.Message, exception.InnerException).ShouldBe(("another worker failed", first));
        isDone.ShouldBeFalse();
    }

    [Fact]
    public void Fail_WhileOthersWait_EndsTheirWaiting()
    {
        var turns = new Turns();
        var failure = new IOException("gone");
        var taking = OwnThread.Waiting(() => turns.Take(1, () => { }));
        var waiting = OwnThread.Waiting(() => turns.WaitFor(1));

        turns.Fail(failure);

        foreach (var result in new[] { taking.Result(), waiting.Result() })
        {
            var exception = result.ShouldBeOfType<OperationCanceledException>();
            (exception.Message, exception.InnerException).ShouldBe(("another worker failed", failure));
        }
    }

    [Fact]
    public void WaitFor_TurnsBefore_ReturnsWhenAllHaveBeen()
    {
        var turns = new Turns();
        OwnThread.Done(() => turns.WaitFor(0)).ShouldBeNull();
        var forTwo = OwnThread.Waiting(() => turns.WaitFor(2));

        OwnThread.Done(() => turns.Take(0, () => { })).ShouldBeNull();
        OwnThread.Done(() => turns.WaitFor(1)).ShouldBeNull();
        OwnThread.Done(() => turns.Take(1, () => { })).ShouldBeNull();

        forTwo.Result().ShouldBeNull();
    }

    [Fact]
    public void WaitFor_AfterAFailure_OnlyRefusesTurnsThatHaveNotBeen()
    {
        var turns = new Turns();
        OwnThread.Done(() => turns.Take(0, () => { })).ShouldBeNull();
        turns.Fail(new IOException("gone"));

        OwnThread.Done(() => turns.WaitFor(0)).ShouldBeNull();
        OwnThread.Done(() => turns.WaitFor(1)).ShouldBeNull();
        OwnThread.Done(() => turns.WaitFor(2)).ShouldBeOfType<OperationCanceledException>();
    }
}
