using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>Several lives of one journal on a disk that fails and loses power; all of it follows from the seed.</summary>
internal sealed class JournalSimulation
{
    private readonly Random _random;
    private readonly JournalModel _model = new();

    public JournalSimulation(int seed, bool ignoresFlush = false, bool ignoresFlushFolder = false)
    {
        _random = new Random(seed);
        Disk = new SimulatedDisk(seed, sectorBytes: _random.Next(2) == 0 ? 512 : 4096)
        {
            IgnoresFlush = ignoresFlush,
            IgnoresFlushFolder = ignoresFlushFolder,
        };
    }

    public SimulatedDisk Disk { get; }

    public long Acknowledged => _model.LastKnown;

    public int Openings { get; private set; }

    public int TornEnds { get; private set; }

    public static JournalOptions Options(Random random, long segmentBytes = 0) =>
        new()
        {
            SegmentBytes = segmentBytes == 0 ? 512 << random.Next(5) : segmentBytes,
            MaxRecordBytes = 300,
            IsStepped = true,
            NextSalt = () => (uint)random.Next(),
        };

    public void Run()
    {
        var lives = _random.Next(2, 6);
        for (var life = 0; life < lives; life++)
        {
            if (_random.Next(4) > 0)
            {
                Disk.FailAt(Disk.Calls.Count + _random.Next(90), (SimulatedFailure)_random.Next(4));
            }

            Live();
            Disk.FailNever();
            _model.Settle(hasEnded: true);
            if (Disk.IsOff || _random.Next(3) > 0)
            {
                Disk.LosePower();
            }
            else
            {
                Disk.KillProcess();
            }
        }

        // A last one in which nothing fails.
        Disk.LosePower();
        var journal = Journal.Open(Disk, Options(_random));
        _model.VerifyOpened(journal);
        _model.Append(journal, [_model.NextPayload(20)]);
        journal.CommitWaiting().ShouldBeTrue();
        _model.Settle(hasEnded: true);
        _model.VerifyContents(journal);
        journal.Dispose();
        using var again = Journal.Open(Disk, Options(_random));
        again.Recovery.TornTail.ShouldBeNull();
        again.Recovery.WasMarkDamaged.ShouldBeFalse();
        _model.VerifyOpened(again);
    }

    private void Live()
    {
        try
        {
            var journal = Journal.Open(Disk, Options(_random));
            Openings++;
            TornEnds += journal.Recovery.TornTail is null ? 0 : 1;
            _model.VerifyOpened(journal);
            for (var step = _random.Next(40); step > 0; step--)
            {
                Step(journal);
                _model.Settle(hasEnded: false);
            }

            if (_random.Next(3) == 0)
            {
                journal.Dispose();
            }
        }
        catch (Exception e) when (e is JournalFailedException || (e is IOException and not JournalException))
        {
            if (!Disk.HasFailed)
            {
                throw;
            }
        }
    }

    private void Step(Journal journal)
    {
        switch (_random.Next(14))
        {
            case < 4:
                _model.Append(journal, [_model.NextPayload(_random.Next(_random.Next(2) == 0 ? 40 : 300))]);
                break;
            case 4:
                for (var more = _random.Next(15); more > 0; more--)
                {
                    _model.Append(journal, [_model.NextPayload(_random.Next(200))]);
                }

                break;
            case 5:
                var count = _random.Next(2, 5);
                _model.Append(
                    journal,
                    [.. Enumerable.Range(0, count).Select(_ => _model.NextPayload(_random.Next(60)))]
                );
                break;
            case < 9:
                if (_random.Next(8) == 0 && !Disk.HasFailed)
                {
                    // In the middle of a commit, where it matters most.
                    Disk.FailAt(Disk.Calls.Count + _random.Next(3), (SimulatedFailure)_random.Next(4));
                }

                journal.CommitWaiting();
                break;
            case 9:
                if (_model.WaitingCount > 0)
                {
                    _model.Cancel(_random.Next(_model.WaitingCount));
                }

                break;
            case 10 or 11:
                var posted = _model.Post(journal, [_model.NextPayload(_random.Next(300))]);
                if (_random.Next(2) == 0)
                {
                    posted.Write();
                }

                break;
            case 12:
                journal.MarkCommitted();
                if (journal.Failure is null)
                {
                    _model.VerifyContents(journal);
                }

                break;
            default:
                var through = _random.NextInt64(_model.LastKnown + 1);
                _model.MayBeDroppedThrough = Math.Max(through, _model.MayBeDroppedThrough);
                journal.DropThrough(through);
                break;
        }
    }
}
