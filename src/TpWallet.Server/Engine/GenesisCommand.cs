using System.Security.Cryptography;
using TpWallet.Messages;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Engine;

/// <summary>Makes the first command of a new journal from the configuration.</summary>
internal static class GenesisCommand
{
    public static Command Create(GenesisConfiguration configuration)
    {
        var command = new Command
        {
            Kind = CommandKind.Genesis,
            Version = Command.CurrentVersion,
            Flags = CommandFlags.Operator,
            RequestId = RequestId.FromGuid(Guid.CreateVersion7()),
        };
        command.Genesis.Clock = configuration.Clock;
        command.Genesis.HashSeed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        command.Genesis.Tables = new TableSizesBody
        {
            Accounts = configuration.Accounts,
            OpenAuthorizations = configuration.OpenAuthorizations,
            DuplicateEntries = configuration.DuplicateEntries,
            Participants = configuration.Participants,
            Instruments = configuration.Instruments,
        };
        return command;
    }
}
