using TpWallet.Persistence.Journal;
using TpWallet.Server.Engine.Snapshots;

namespace TpWallet.Server.Tests.Engine;

public sealed class CutPointTests
{
    private readonly List<ulong> _reached = [];
    private readonly CutPoint _point;

    public CutPointTests() => _point = new CutPoint(position => _reached.Add(position.Sequence));

    [Fact]
    public void Cut_is_made_at_the_next_end_of_a_batch()
    {
        _point.Request();

        Pass(0, 10);

        Assert.Equal([10UL], _reached);
    }

    [Fact]
    public void Cut_waits_for_the_first_batch_that_reaches_its_sequence()
    {
        _point.Request(notBefore: 15);

        Pass(0, 10);
        Pass(1, 14);
        Pass(2, 20);
        Pass(3, 30);

        Assert.Equal([20UL], _reached);
    }

    [Fact]
    public void Cut_that_was_withdrawn_is_not_made()
    {
        _point.Request(notBefore: 15);
        _point.Withdraw();

        Pass(0, 20);

        Assert.Empty(_reached);
    }

    private void Pass(long slot, ulong sequence)
    {
        _point.OnSealed(slot, new JournalPosition(sequence, default, 0, 1));
        if (_point.IsReachedBy(slot, out _))
        {
            _point.Reach();
        }
    }
}
