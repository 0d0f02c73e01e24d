namespace Permil.Storage;

/// <content>The thread that commits, and what stops it.</content>
public sealed partial class Journal
{
    /// <summary>Commits some of what waits, all of it when it is not much; false when nothing does.</summary>
    internal bool CommitWaiting()
    {
        _taken.Clear();
        _queue.Take(_taken, MostCommitBytes);
        if (_taken.Count == 0)
        {
            return false;
        }

        var failure = Commit(_taken);
        foreach (var append in _taken)
        {
            if (failure is null)
            {
                append.Succeed();
            }
            else
            {
                append.Fail(FailureBecauseOf(failure));
            }
        }

        return true;
    }

    /// <summary>Marks what was committed since the last mark.</summary>
    internal void MarkCommitted()
    {
        lock (_writing)
        {
            if (!IsMarkDue())
            {
                return;
            }

            try
            {
                _writer.Mark();
            }
            catch (Exception e)
            {
                Stop(e);
            }
        }
    }

    /// <summary>Null when all of it is on the disk.</summary>
    private JournalFailedException? Commit(List<JournalAppend> appends)
    {
        lock (_writing)
        {
            if (_failure is null)
            {
                try
                {
                    _writer.Commit(appends);
                }
                catch (Exception e)
                {
                    // Whatever it was, the file may hold half of it.
                    Stop(e);
                }
            }

            return _failure;
        }
    }

    private void CommitUntilClosed()
    {
        while (true)
        {
            if (_queue.Wait(IsMarkDue() ? _options.MarkDelay : Timeout.InfiniteTimeSpan))
            {
                if (_options.GroupDelay > TimeSpan.Zero)
                {
                    Thread.Sleep(_options.GroupDelay);
                }

                CommitWaiting();
                continue;
            }

            MarkCommitted();
            if (_isDisposed)
            {
                CommitAllAndEnd();
                return;
            }
        }
    }

    private bool IsMarkDue()
    {
        lock (_writing)
        {
            return _failure is null && !_writer.IsMarked;
        }
    }

    private void CommitAllAndEnd()
    {
        _queue.Close();
        while (CommitWaiting()) { }
        MarkCommitted();
        _ended.TrySetResult();
    }

    /// <summary>Remembers why nothing may be written any more.</summary>
    private JournalFailedException Stop(Exception cause)
    {
        _failure = new JournalFailedException(
            $"The journal in {_disk.Folder} has stopped after record {LastSequence}: {cause.Message} "
                + "Nothing later is acknowledged; opening the journal again goes on from what is on the disk.",
            cause
        );
        return _failure;
    }

    /// <summary>The same for one who asks: each gets an exception of its own, as each throws it.</summary>
    private static JournalFailedException FailureBecauseOf(JournalFailedException failure) =>
        new(failure.Message, failure.InnerException);
}
