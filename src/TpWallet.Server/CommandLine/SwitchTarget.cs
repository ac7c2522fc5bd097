using System.Net;
using TpWallet.Client;
using TpWallet.Protocol.Binary;

namespace TpWallet.Server.CommandLine;

/// <summary>Whom a command speaks to over the binary protocol: a switch alone, or a group, whose primary is found.</summary>
internal sealed class SwitchTarget
{
    /// <summary>What an option says of it.</summary>
    public const string Help = "HOST:PORT[,HOST:PORT...]";

    private readonly IReadOnlyList<SwitchAddress> _addresses;

    private SwitchTarget(IReadOnlyList<SwitchAddress> addresses) => _addresses = addresses;

    /// <summary>Whether these are the members of a group.</summary>
    public bool IsGroup => _addresses.Count > 1;

    /// <summary>A switch alone.</summary>
    public static SwitchTarget Of(IPEndPoint endpoint) => new([new SwitchAddress(endpoint.Address.ToString(), endpoint.Port)]);

    /// <summary>A group with these members.</summary>
    public static SwitchTarget Of(IReadOnlyList<SwitchAddress> members) => new(members);

    /// <summary>Reads HOST:PORT, or those of all members of a group, separated by commas. The host of a switch alone is looked up.</summary>
    /// <exception cref="CommandFailure">It is something else, or the host has no address.</exception>
    public static async Task<SwitchTarget> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (!text.Contains(','))
        {
            return Of(await TargetAddress.ResolveAsync(text, cancellationToken).ConfigureAwait(false));
        }

        var members = new List<SwitchAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!SwitchAddress.TryParse(part, out var member))
            {
                throw new CommandFailure(ExitCodes.Usage, $"'{part}' is not HOST:PORT, such as 127.0.0.1:7400");
            }

            if (members.Contains(member))
            {
                throw new CommandFailure(ExitCodes.Usage, $"the member {member} is named twice");
            }

            members.Add(member);
        }

        return new SwitchTarget(members);
    }

    /// <summary>Options of a client of this target.</summary>
    /// <param name="role">With whose authority it speaks.</param>
    /// <param name="participant">The acquirer's participant; of an operator it doesn't count.</param>
    /// <param name="window">Unanswered requests to ask for.</param>
    public ClientOptions Options(SessionRole role, uint participant, int window) => new()
    {
        Host = _addresses[0].Host,
        Port = _addresses[0].Port,
        Members = IsGroup ? _addresses : [],
        Role = role,
        Participant = role == SessionRole.Operator ? 0 : participant,
        Window = (uint)window,
    };

    /// <summary>As it was given.</summary>
    public override string ToString() => string.Join(',', _addresses);
}
