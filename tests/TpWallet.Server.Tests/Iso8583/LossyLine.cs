using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Iso8583;

namespace TpWallet.Server.Tests.Iso8583;

/// <summary>What a line does with a message.</summary>
internal enum LineAct
{
    /// <summary>It arrives, and so does its answer.</summary>
    Deliver,

    /// <summary>It doesn't arrive.</summary>
    LoseRequest,

    /// <summary>It arrives, its answer doesn't.</summary>
    LoseAnswer,

    /// <summary>It arrives twice; the second answer arrives.</summary>
    Repeat,

    /// <summary>It arrives behind the message that is sent next.</summary>
    Delay,
}

/// <summary>
/// A line between acquirer and switch that drops, delays and repeats messages as it is told. What of an exchange gets lost is lost for the acquirer
/// alone: the line sees all and checks that every repeat is answered to the byte.
/// </summary>
internal sealed class LossyLine(IsoConnection connection)
{
    private readonly Dictionary<string, byte[]> _firstAnswers = [];
    private (string Name, MessageText Message)? _delayed;

    /// <summary>Whether a message has ever arrived.</summary>
    public bool HasArrived(string name) => _firstAnswers.ContainsKey(name);

    /// <summary>The names of the messages in the order in which they first arrived.</summary>
    public List<string> Arrivals { get; } = [];

    /// <summary>DE 39 of a message's answer.</summary>
    public string CodeOf(string name) =>
        MessageText.ReadFrame(connection.Profile, _firstAnswers[name], out _).Fields[IsoResponseCodes.Field];

    /// <summary>Sends a message over the line.</summary>
    /// <returns>Whether its answer arrived.</returns>
    public async Task<bool> SendAsync(string name, MessageText message, LineAct act)
    {
        switch (act)
        {
            case LineAct.LoseRequest:
                return false;
            case LineAct.Delay when _delayed is null:
                _delayed = (name, message);
                return false;
            case LineAct.Repeat:
                await ExchangeAsync(name, message);
                break;
        }

        await ExchangeAsync(name, message);
        await ReleaseAsync();
        return act is LineAct.Deliver or LineAct.Repeat or LineAct.Delay;
    }

    /// <summary>What was delayed arrives now; its answer is late and lost.</summary>
    public async Task ReleaseAsync()
    {
        if (_delayed is { } late)
        {
            _delayed = null;
            await ExchangeAsync(late.Name, late.Message);
        }
    }

    private async Task ExchangeAsync(string name, MessageText message)
    {
        await connection.SendAsync(message.ToFrame(connection.Profile), CancellationToken.None);
        var answer = await connection.ReceiveAsync(CancellationToken.None);
        Assert.NotNull(answer);
        if (_firstAnswers.TryAdd(name, answer))
        {
            Arrivals.Add(name);
        }

        Assert.Equal(Convert.ToHexString(_firstAnswers[name]), Convert.ToHexString(answer));
    }
}
