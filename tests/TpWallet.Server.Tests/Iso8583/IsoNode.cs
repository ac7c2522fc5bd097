using System.Net;
using TpWallet.Client;
using TpWallet.Messages;
using TpWallet.Protocol.Binary;
using TpWallet.Protocol.Iso8583;
using TpWallet.Server.Configuration;
using TpWallet.Server.Engine;
using TpWallet.Server.Iso8583;
using TpWallet.Server.Iso8583.Conformance;
using TpWallet.Server.Tests.Engine;

namespace TpWallet.Server.Tests.Iso8583;

/// <summary>A whole durable switch in this process with a link for each profile that ships, and the scripts' world in it.</summary>
internal sealed class IsoNode : IAsyncDisposable
{
    public static readonly string Scripts = Path.Combine(RepositoryRoot(), "config", "iso8583", "conformance");
    public static readonly TestWorld World = TestWorld.Load(Scripts);

    private readonly string _keyFile;

    private IsoNode(SwitchNode node, string keyFile)
    {
        Node = node;
        _keyFile = keyFile;
    }

    public SwitchNode Node { get; }

    public byte[] TokenKey => TokenKeyFile.Read(_keyFile);

    public string KeyFile => _keyFile;

    public static async Task<IsoNode> StartAsync(string data)
    {
        var keyFile = Path.Combine(data, "token.key");
        if (!File.Exists(keyFile))
        {
            TokenKeyFile.Create(keyFile);
        }

        var node = new IsoNode(await SwitchNode.StartAsync(Configuration(data, keyFile), new Progress<string>(), CancellationToken.None), keyFile);
        await node.PrepareAsync();
        return node;
    }

    public IPEndPoint EndpointOf(string profile) => Node.Iso.Endpoints.Single(link => link.Name == profile).Endpoint;

    public Task<IsoConnection> ConnectAsync(string profile = "1987-ascii") =>
        IsoConnection.ConnectAsync(EndpointOf(profile), IsoProfiles.Get(profile), CancellationToken.None);

    /// <summary>What is available to a wallet.</summary>
    public async Task<long> AvailableAsync(string wallet)
    {
        await using var client = await OperatorAsync();
        var account = ulong.Parse(World.Wallet(wallet), System.Globalization.CultureInfo.InvariantCulture);
        var outcome = await client.SendAsync(PaymentCommands.BalanceInquiry(World.Participant, RequestId.FromGuid(Guid.NewGuid()), account));
        return outcome.Reply.Available;
    }

    public async ValueTask DisposeAsync()
    {
        await Node.StopAsync();
        await Node.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        await using var client = await OperatorAsync();
        foreach (var command in World.Commands(TokenKey))
        {
            var outcome = await client.SendAsync(command);
            Assert.Equal(ResultClass.Success, outcome.Reply.Class);
        }
    }

    private Task<AcquirerClient> OperatorAsync() =>
        AcquirerClient.ConnectAsync(new ClientOptions { Port = Node.Endpoint.Port, Role = SessionRole.Operator, Participant = 0 });

    private static SwitchConfiguration Configuration(string data, string keyFile) => TestNode.Configuration(data) with
    {
        Genesis = TestNode.Configuration(data).Genesis with { OpenAuthorizations = 10_000, DuplicateEntries = 20_000 },
        Iso8583 =
        [
            .. IsoProfiles.Names.Select(name => new IsoLinkConfiguration
            {
                Name = name,
                Profile = name,
                Participant = World.Participant,
                TokenKeyFile = keyFile,
                Merchants = World.Merchants,
                Window = 32,
            }),
        ],
    };

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TpWallet.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
