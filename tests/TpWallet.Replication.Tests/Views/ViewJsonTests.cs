using System.Text;
using TpWallet.Replication.Views;

namespace TpWallet.Replication.Tests.Views;

public sealed class ViewJsonTests
{
    private const string Text = """
        {"epoch":7,"version":12,"primary":"node-2","inSync":[["node-2","0f0e0d0c-0b0a-0908-0706-050403020100"],
        ["node-3","0f0e0d0c-0b0a-0908-0706-050403020100"]],"minInSync":2,"members":{"node-1":"10.0.0.1:7301","node-2":"10.0.0.2:7301"}}
        """;

    [Fact]
    public void View_is_written_as_documented_and_read_back()
    {
        var bytes = ViewJson.Write(Samples.View());

        Assert.Equal(Text.ReplaceLineEndings(""), Encoding.UTF8.GetString(bytes));
        Assert.True(ViewJson.TryRead(bytes, out var view));
        Assert.Equal(Samples.View(), view);
    }

    [Theory]
    [InlineData("\"epoch\":7", "\"epoch\":0")]
    [InlineData("\"epoch\":7", "\"epoch\":-1")]
    [InlineData("\"epoch\":7,", "")]
    [InlineData("node-3", "node-2")]
    [InlineData("node-3", "node-0")]
    [InlineData("\"minInSync\":2", "\"minInSync\":\"2\"")]
    [InlineData("{\"epoch\"", "[{\"epoch\"")]
    public void Anything_else_is_no_view(string part, string instead) =>
        Assert.False(ViewJson.TryRead(Encoding.UTF8.GetBytes(Text.Replace(part, instead, StringComparison.Ordinal)), out _));

    [Fact]
    public void Members_taken_out_are_written_when_there_are_any_and_are_never_in_sync()
    {
        var bytes = ViewJson.Write(Samples.View() with { Removed = [new NodeId(1)] });

        Assert.EndsWith(",\"removed\":[\"node-1\"]}", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.True(ViewJson.TryRead(bytes, out var view));
        Assert.Equal(new NodeId(1), Assert.Single(view.Removed));
        Assert.NotEqual(Samples.View(), view);
        Assert.False(ViewJson.TryRead(ViewJson.Write(Samples.View() with { Removed = [new NodeId(2)] }), out _));
    }

    [Fact]
    public void Repaired_view_is_above_everything_that_was_seen()
    {
        var statuses = new[] { Status(Samples.View(7, 12), accepted: 9), Status(Samples.View(7, 14), accepted: 7), Status(null, accepted: 0) };

        var view = ViewRepair.Propose(statuses, Samples.View(8, 20));

        Assert.Equal((10UL, 21UL), (view.Epoch, view.Version));
        Assert.Equal(Samples.View().InSync.AsSpan(), view.InSync.AsSpan());
        Assert.Throws<ArgumentException>(() => ViewRepair.Propose([Status(null, 1)], null));
    }

    private static ReplicaStatus Status(View? view, ulong accepted) =>
        new(new NodeId(1), ReplicaRole.Stopped, accepted, default, Guid.Empty, default, default, false, false, view);
}
