using TpWallet.Messages;
using TpWallet.Persistence.Journal;
using TpWallet.Server.Configuration;

namespace TpWallet.Server.Tests;

public sealed class SwitchConfigurationTests
{
    [Fact]
    public void The_shipped_file_holds_every_key_with_its_default()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "switch.json"));
        Assert.Equal(SwitchConfigurationFile.Format(new SwitchConfiguration()), SwitchConfigurationFile.Format(SwitchConfigurationFile.Parse(text)));
        foreach (var key in KeysOf(typeof(SwitchConfiguration)))
        {
            Assert.Contains($"\"{key}\":", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_is_left_out_keeps_its_default()
    {
        var configuration = SwitchConfigurationFile.Parse("""{ "genesis": { "clock": "external" }, /* why */ "journal": "faster", }""");
        Assert.Equal(ClockSource.External, configuration.Genesis.Clock);
        Assert.Equal(new GenesisConfiguration().Accounts, configuration.Genesis.Accounts);
        Assert.Equal(JournalKind.Faster, configuration.Journal);
    }

    [Theory]
    [InlineData("""{ "prot": 1 }""", "unknown key 'prot'; known here: data, address, port,")]
    [InlineData("""{ "gateway": { "max_windows": 1 } }""", "unknown key 'gateway.max_windows'; known here: max_connections, max_window,")]
    [InlineData("""{ "gateway": 5 }""", "'gateway' is not a JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{ \"port\": 1,\n \"data\" }", "not valid JSON at line 2")]
    [InlineData("""{ "port": "many" }""", "the value of 'port' must be a whole number that fits its range")]
    [InlineData("""{ "port": 1.5 }""", "the value of 'port' must be a whole number that fits its range")]
    [InlineData("""{ "genesis": { "accounts": -1 } }""", "the value of 'genesis.accounts' must be a whole number that fits its range")]
    [InlineData("""{ "insecure": 1 }""", "the value of 'insecure' must be true or false")]
    [InlineData("""{ "data": null }""", "the value of 'data' must be a string")]
    [InlineData("""{ "engine": { "wait_strategy": "sleep" } }""", "the value of 'engine.wait_strategy' must be one of adaptive, yield, busy-spin")]
    [InlineData("""{ "journal": 1 }""", "the value of 'journal' must be one of segments, faster")]
    public void A_wrong_file_is_refused_with_the_key(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConfigurationException>(() => SwitchConfigurationFile.Parse(text)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "address": "nowhere" }""", "address must be an IP address, not 'nowhere'")]
    [InlineData("""{ "port": 70000 }""", "port must be 0 to 65535, not 70000")]
    [InlineData("""{ "segment_bytes": 5000000 }""", "segment_bytes must be a multiple of 4096, not 5000000")]
    [InlineData("""{ "genesis": { "participants": 0 } }""", "genesis.participants must be 1 to 65535, not 0")]
    [InlineData("""{ "engine": { "ring_capacity": 3000 } }""", "engine.ring_capacity must be a power of two, not 3000")]
    [InlineData("""{ "engine": { "ring_capacity": 1024 } }""", "engine.max_batch must be 8 to 1024, not 8192")]
    [InlineData("""{ "gateway": { "max_window": 40000 } }""", "gateway.max_window must be 1 to 32768, not 40000")]
    [InlineData(
        """{ "gateway": { "idle_timeout_ms": 5000 } }""",
        "gateway.idle_timeout_ms (5000) must be more than gateway.heartbeat_interval_ms (10000)")]
    public void A_value_out_of_range_is_refused_with_the_range(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() =>
            SwitchConfigurationCheck.Check(SwitchConfigurationFile.Parse(text))).Message);

    [Fact]
    public void Insecure_allows_an_address_that_is_not_loopback() =>
        SwitchConfigurationCheck.Check(new SwitchConfiguration { Address = "0.0.0.0", Insecure = true });

    [Theory]
    [InlineData("\"name\": \"a b\"", "group.name must be 1 to 64 letters, digits and hyphens, not 'a b'")]
    [InlineData("\"node\": \"node-3\"", "group.node must be one of group.members, not 'node-3'")]
    [InlineData("\"min_in_sync\": 3", "group.min_in_sync must be 1 to the number of members (2), not 3")]
    [InlineData("\"key_file\": \"\"", "group.key_file must name a file; tpwallet cluster key writes one")]
    [InlineData("\"view_store\": { \"kind\": \"etcd\" }", "group.view_store.endpoints must name etcd's client addresses")]
    [InlineData("\"view_store\": { \"kind\": \"etcd\", \"endpoints\": [\"10.0.0.9:2379\"] }",
        "group.view_store.endpoints: '10.0.0.9:2379' is no http or https address")]
    [InlineData("\"accepted_key_files\": [\"k\"]", "group.accepted_key_files names group.key_file, which is accepted anyway")]
    [InlineData("\"failure_timeout_ms\": 1", "group.failure_timeout_ms must be 100 to 60000, not 1")]
    [InlineData("\"members\": { \"node-1\": { \"clients\": \"h:1\", \"replication\": \"127.0.0.1:9\" } }",
        "group.members must name 2 to 15 members, not 1")]
    [InlineData("\"members\": { \"node-1\": { \"clients\": \"h:1\", \"replication\": \"127.0.0.1:9\" }, "
        + "\"b\": { \"clients\": \"h:2\", \"replication\": \"127.0.0.1:8\" } }",
        "group.members: 'b' must be node- and a number from 1 to 65535")]
    [InlineData("\"members\": { \"node-1\": { \"client\": \"h:1\" } }",
        "unknown key 'group.members.node-1.client'; known here: clients, replication")]
    [InlineData("\"members\": { \"node-1\": { \"clients\": \"h:1\", \"replication\": \"host:9\" }, "
        + "\"node-2\": { \"clients\": \"h:2\", \"replication\": \"127.0.0.1:8\" } }",
        "group.members.node-1.replication must be an IP address and a port, such as 10.0.0.1:7501, not 'host:9'")]
    public void A_wrong_group_is_refused_with_the_key(string keys, string message)
    {
        var text = $$"""
            { "group": { "node": "node-1", "key_file": "k", "view_store": { "folder": "v" }, "members": {
                "node-1": { "clients": "h:1", "replication": "127.0.0.1:9" },
                    "node-2": { "clients": "h:2", "replication": "127.0.0.1:8" } }, {{keys}} } }
            """;
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() =>
            SwitchConfigurationCheck.Check(SwitchConfigurationFile.Parse(text))).Message);
    }

    private static IEnumerable<string> KeysOf(Type type) => type.GetProperties().SelectMany(property =>
        property.PropertyType.Namespace == type.Namespace && !property.PropertyType.IsEnum
            ? KeysOf(property.PropertyType)
            : [System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)]);
}
