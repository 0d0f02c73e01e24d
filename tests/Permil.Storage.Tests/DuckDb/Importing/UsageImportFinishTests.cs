namespace Permil.Storage.DuckDb.Importing;

/// <summary>An import that is finished and goes on, as a sync does it.</summary>
public sealed class UsageImportFinishTests
{
    [Fact]
    public void Finish_AgainAndAgain_CountsEachEventOnceAndKeepsEachDurable()
    {
        using var folder = new TemporaryFolder();
        using (var store = UsageStore.Open(folder.Path, StoreAccess.Write))
        {
            using var import = new UsageImport(store, new() { DefaultTime = null }, _ => { }, batchRows: 4);
            import.Finish().ShouldBe(new ImportSummary());
            var before = new ImportSummary();
            for (var i = 1; i <= 10; i++)
            {
                // One is new, one was there, one says something else; a batch is full now and then.
                import.Accept(Program.IntakeEvent(i));
                import.Accept(Program.IntakeEvent(i));
                import.Accept(Program.IntakeEvent(1) with { Model = $"other-{i}" });
                var stored = import.Finish();
                store.Events.ShouldBe(i);
                stored
                    .Since(before)
                    .ShouldBe(
                        new ImportSummary
                        {
                            New = 1,
                            Duplicates = 1,
                            Conflicts = 1,
                            NewConflicts = 1,
                        }
                    );
                before = stored;
            }

            import.Finish().ShouldBe(before);
            import.FirstSequence.ShouldBe(1);
            import.Read.ShouldBe(30);
        }

        using var reopened = UsageStore.Open(folder.Path, StoreAccess.Read);
        reopened.Events.ShouldBe(10);
    }
}
