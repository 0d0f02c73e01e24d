using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

public sealed class PaperPagesTests
{
    private const double First = PaperStyle.TopMargin;
    private const double Next = PaperStyle.TopMargin + PaperStyle.RunningHead - PaperStyle.TextSize;

    private readonly List<string> _drawn = [];
    private int _pages;

    [Fact]
    public void Set_BlocksThatJustFit_AreOnOnePage()
    {
        Set(First + 30, Block("a", 10), Block("b", 20));

        _drawn.ShouldBe([At(1, First, "a"), At(1, First + 10, "b")]);
    }

    [Fact]
    public void Set_NoRoomLeft_GoesOnBelowTheRunningHead()
    {
        Set(Next + 21, Block("a", 30), Block("b", 20), Block("c", 1));

        _drawn.ShouldBe([At(1, First, "a"), At(2, Next, "b"), At(2, Next + 20, "c")]);
    }

    [Fact]
    public void Set_BlocksKeptTogether_MoveToTheNextPageTogether()
    {
        Set(First + 60, Block("a", 30), Block("b", 10) with { KeepsWithNext = true }, Block("c", 21));

        _drawn.ShouldBe([At(1, First, "a"), At(2, Next, "b"), At(2, Next + 10, "c")]);
    }

    [Fact]
    public void Set_MoreKeptTogetherThanAPageHolds_GoesOnOnTheNext()
    {
        PaperBlock Kept(string name) => Block(name, 20) with { KeepsWithNext = true, Head = Block("head", 5) };

        Set(Next + 45, Kept("a"), Kept("b"), Kept("c"), Kept("d"), Kept("e"));

        _drawn.ShouldBe([
            At(1, First, "head"),
            At(1, First + 5, "a"),
            At(1, First + 25, "b"),
            At(1, First + 45, "c"),
            At(2, Next, "head"),
            At(2, Next + 5, "d"),
            At(2, Next + 25, "e"),
        ]);
    }

    [Fact]
    public void Set_SpaceAtTheTop_IsLeftOut()
    {
        var space = Block("space", 10) with { IsSpace = true };

        Set(First + 60, space, Block("a", 50), space, space, Block("b", 5), space, Block("c", 5));

        _drawn.ShouldBe([
            At(1, First, "a"),
            At(1, First + 50, "space"),
            At(2, Next, "b"),
            At(2, Next + 5, "space"),
            At(2, Next + 15, "c"),
        ]);
    }

    private void Set(double bottom, params PaperBlock[] blocks) =>
        new PaperPages(
            () =>
            {
                _pages++;
                return new PdfPage(100, 100);
            },
            bottom
        ).Set(blocks);

    private PaperBlock Block(string name, double height) =>
        new() { Height = height, Draw = (_, y) => _drawn.Add(At(_pages, y, name)) };

    private static string At(int page, double y, string name) => FormattableString.Invariant($"{page}: {y} {name}");
}
