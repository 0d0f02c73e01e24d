namespace Permil.Storage.DuckDb.Interop;

public sealed class DuckDbErrorTextTests
{
    [Theory]
    [InlineData("IO Error: Could not set lock", DuckDbErrorType.IO)]
    [InlineData("Out of Range Error: too much", DuckDbErrorType.OutOfRange)]
    [InlineData("TransactionContext Error: Conflict", DuckDbErrorType.Transaction)]
    [InlineData("INTERRUPT Error: Interrupted!", DuckDbErrorType.Interrupt)]
    [InlineData("Not implemented Error: later", DuckDbErrorType.NotImplemented)]
    [InlineData("Something New Error: unknown", DuckDbErrorType.Invalid)]
    [InlineData("12 Error: a number is no name", DuckDbErrorType.Invalid)]
    [InlineData("no class at all", DuckDbErrorType.Invalid)]
    public void TypeOf_FirstWords_AreTheClass(string text, DuckDbErrorType type) =>
        DuckDbErrorText.TypeOf(text).ShouldBe(type);
}
