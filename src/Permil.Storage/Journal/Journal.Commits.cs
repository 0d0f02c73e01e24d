namespace Permil.Storage;

/// <content>The thread that commits, and what stops it.</content>
public sealed partial class Journal
{
    /// <summary>Commits some of what waits, all of it when it is not much; false when nothing does.</summary>
    internal bool CommitWaiting()
    {
        JournalFailedException? failure;
        lock (_writing)
        {
            WriteWaiting();
            (_flushing, _unflushed) = (_unflushed, _flushing);
            failure = _failure;
        }

        if (_flushing.Count == 0)
        {
            return false;
        }

        failure ??= Flush();
        foreach (var append in _flushing)
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

        _flushing.Clear();
        return true;
    }

    /// <summary>Hands what waits to the system, until that append is.</summary>
    internal void Write(JournalAppend append)
    {
        lock (_writing)
        {
            while (!append.IsWritten && _failure is null)
            {
                WriteWaiting();
            }

            if (_failure is { } failure)
            {
                throw FailureBecauseOf(failure);
            }
        }
    }

    internal void FlushSoon() => _queue.FlushSoon();

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

    /// <summary>Writes some of what waits. The caller holds <see cref="_writing"/>.</summary>
    private void WriteWaiting()
    {
        _taken.Clear();
        _queue.Take(_taken, MostCommitBytes);
        if (_taken.Count == 0)
        {
            return;
        }

        _unflushed.AddRange(_taken);
        if (_failure is not null)
        {
            return;
        }

        try
        {
            _writer.Write(_taken);
            foreach (var append in _taken)
            {
                append.SetWritten();
            }
        }
        catch (Exception e)
        {
            // Whatever it was, the file may hold half of it. Who waits hears of it from the thread that commits.
            Stop(e);
            _queue.FlushSoon();
        }
    }

    /// <summary>Null when all that was written is on the disk.</summary>
    private JournalFailedException? Flush()
    {
        try
        {
            _writer.Flush();
            return null;
        }
        catch (Exception e)
        {
            lock (_writing)
            {
                return _failure ?? Stop(e);
            }
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
