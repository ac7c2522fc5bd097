using System.Globalization;
using TpWallet.Persistence.Journal;
using TpWallet.Replication.Log;
using TpWallet.Replication.Tests.Views;
using TpWallet.Simulation;
using TpWallet.Simulation.Broken;
using TpWallet.Simulation.Faults;
using TpWallet.Simulation.Group;
using Xunit.Abstractions;

namespace TpWallet.Replication.Tests.Log;

/// <summary>The log on disk must answer at every step as the simulated one does, on which the protocol is proven.</summary>
public sealed class ReplicaJournalModelTests(ITestOutputHelper output)
{
    private const int Rounds = 6;
    private const int StepsPerRound = 250;

    [Theory]
    [InlineData(DurabilityMode.Fsync)]
    [InlineData(DurabilityMode.Memory)]
    public void Journal_answers_as_the_simulated_log_does(DurabilityMode durability)
    {
        var given = Environment.GetEnvironmentVariable("TPWALLET_SEED");
        var seed = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}; repeat with TPWALLET_SEED={seed}");
        for (var round = 0; round < Rounds; round++)
        {
            using var run = new Run(new Random(seed + round), durability);
            for (var step = 0; step < StepsPerRound; step++)
            {
                run.Step();
            }

            run.CompareAll();
        }
    }

    private sealed class Run : IDisposable
    {
        private readonly Random _random;
        private readonly World _world = new(1, FaultMix.None, BrokenRule.None);
        private readonly SimulatedDisk _disk;
        private readonly TestLog _test;
        private SimulatedLog _model;
        private ReplicaJournal _journal;
        private LogPosition _committed;
        private ulong _epoch = 1;
        private ulong _viewVersion;
        private long _ticket;

        public Run(Random random, DurabilityMode durability)
        {
            _random = random;
            _test = new TestLog(durability);
            _disk = new SimulatedDisk(_world);
            _model = new SimulatedLog(_disk, BrokenRule.None);
            _journal = _test.Open();
        }

        public void Step()
        {
            switch (_random.Next(100))
            {
                case < 62:
                    Append();
                    break;
                case < 72:
                    Commit();
                    break;
                case < 80:
                    Cut();
                    break;
                case < 84:
                    Record(_model.AppendEpoch(++_epoch), _journal.AppendEpoch(_epoch));
                    break;
                case < 88:
                    var view = Samples.View(epoch: _epoch, version: ++_viewVersion);
                    Record(_model.AppendView(view), _journal.AppendView(view));
                    break;
                case < 90:
                    Reopen();
                    break;
                default:
                    Look();
                    break;
            }

            Assert.Equal(_model.Tail, _journal.Tail);
            Assert.Equal(_model.TailTimeMs, _journal.TailTimeMs);
        }

        public void CompareAll()
        {
            Assert.Equal(TestLog.Positions(_model), TestLog.Positions(_journal));
            Reopen();
            Assert.Equal(TestLog.Positions(_model), TestLog.Positions(_journal));
        }

        public void Dispose()
        {
            _journal.Dispose();
            _test.Dispose();
            _world.Dispose();
        }

        private void Append()
        {
            var count = _random.Next(4) == 0 ? _random.Next(1, TestLog.MaxBatchCommands + 1) : _random.Next(1, 10);
            var before = _model.Tail;
            _test.Append(_model, count, _epoch, (byte)_random.Next(256));
            Assert.True(_model.TryReadNext(before, out var bytes));
            Record(0, _journal.Append(bytes.Span, _model.Tail.Hash));
        }

        private void Commit()
        {
            var boundary = Boundary();
            if (boundary.Sequence >= _committed.Sequence)
            {
                _committed = boundary;
                Record(_model.AppendCommit(boundary), _journal.AppendCommit(boundary));
            }
        }

        private void Cut()
        {
            var keep = Boundary();
            Record(_model.AppendCut(_epoch, keep), _journal.AppendCut(_epoch, keep));
        }

        /// <summary>An end of a batch at or behind the committed one, more often near the tail.</summary>
        private LogPosition Boundary()
        {
            var span = (long)(_model.Tail.Sequence - _committed.Sequence);
            var back = _random.Next(3) == 0 ? _random.NextInt64(span + 1) : Math.Min(span, _random.Next(30));
            Assert.True(_model.TryFindBoundary(_model.Tail.Sequence - (ulong)back, out var boundary));
            return boundary.Sequence < _committed.Sequence ? _committed : boundary;
        }

        private void Look()
        {
            var sequence = (ulong)_random.NextInt64((long)_model.Tail.Sequence + 5);
            Assert.True(_model.TryFindBoundary(sequence, out var expected));
            Assert.True(_journal.TryFindBoundary(sequence, out var found));
            Assert.Equal(expected, found);
            for (var batches = _random.Next(20); batches > 0; batches--)
            {
                var isThere = _model.TryReadNext(expected, out var wanted);
                Assert.Equal(isThere, _journal.TryReadNext(expected, out var batch));
                Assert.True(wanted.Span.SequenceEqual(batch.Span));
                if (!isThere)
                {
                    break;
                }

                SealedBatch.TryRead(wanted.Span, out var view);
                expected = new LogPosition(view.Header.LastSequence, view.ComputeHash());
            }
        }

        private void Reopen()
        {
            _journal.Dispose();
            _model = new SimulatedLog(_disk, BrokenRule.None);
            _journal = _test.Open();
            _ticket = 0;
            Assert.Equal(_model.Recovered, _journal.Recovered);
            Assert.Equal(_model.Recovered.Committed.Sequence, _test.Shown.LastOrDefault());
            Assert.Equal(_journal.Journal.Position.Sequence, _committed.Sequence);
        }

        private void Record(long modelTicket, long ticket)
        {
            Assert.True(modelTicket >= 0 && ticket > _ticket);
            _ticket = ticket;
            if (_random.Next(5) == 0)
            {
                TestLog.Await(_journal, ticket);
            }
        }
    }
}
