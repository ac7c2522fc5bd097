using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Gateway.Tests.Support;

namespace TpWallet.Gateway.Tests.Rest;

public sealed class ApiKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpwallet-keys-").FullName;
    private readonly ManualTime _time = new();
    private readonly ApiKeyFile _file;

    public ApiKeyTests() => _file = new ApiKeyFile(Path.Combine(_folder, ApiKeyFile.Name), _time);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Key_is_recognised_with_its_role_and_participant()
    {
        var (text, made) = _file.Create(ApiKeyRole.Acquirer, 7, "shop");

        Assert.True(Ring().TryAuthenticate($"Bearer {text}", out var key));

        Assert.Equal(made, key);
        Assert.Equal((ApiKeyRole.Acquirer, 7u, "shop"), (key.Role, key.Participant, key.Label));
    }

    [Fact]
    public void Key_with_any_character_changed_is_not_recognised()
    {
        var (text, _) = _file.Create(ApiKeyRole.Operator, 0, "");
        var ring = Ring();
        for (var index = 0; index < text.Length; index++)
        {
            var changed = text.ToCharArray();
            changed[index] = changed[index] == '0' ? '1' : '0';
            Assert.False(ring.TryAuthenticate($"Bearer {new string(changed)}", out _), $"character {index}");
        }

        Assert.False(ring.TryAuthenticate(text, out _));
        Assert.False(ring.TryAuthenticate($"Basic {text}", out _));
        Assert.False(ring.TryAuthenticate($"Bearer {text} ", out _));
        Assert.False(ring.TryAuthenticate(null, out _));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void File_is_its_owners_alone_and_holds_no_key()
    {
        var (text, _) = _file.Create(ApiKeyRole.Operator, 0, "");
        var secret = text[^64..];

        var kept = File.ReadAllText(_file.Path);

        Assert.DoesNotContain(secret, kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString(SHA256.HashData(Convert.FromHexString(secret))), kept, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.Path));
        Assert.DoesNotContain(Directory.GetFiles(_folder), static path => path.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public void Same_secret_has_another_hash_in_every_file() =>
        Assert.NotEqual(_file.Create(ApiKeyRole.Operator, 0, "").Key.Salt, _file.Create(ApiKeyRole.Operator, 0, "").Key.Salt);

    [Fact]
    public void Revoked_key_ceases_to_work_within_the_interval()
    {
        var (text, made) = _file.Create(ApiKeyRole.Operator, 0, "");
        var (other, _) = _file.Create(ApiKeyRole.Operator, 0, "");
        var ring = Ring();

        Assert.True(_file.Revoke(made.Id));
        _time.Advance(ApiKeyRing.LookInterval);

        Assert.False(ring.TryAuthenticate($"Bearer {text}", out _));
        Assert.True(ring.TryAuthenticate($"Bearer {other}", out _));
        Assert.False(_file.Revoke(made.Id));
        Assert.NotNull(_file.Read()[0].Revoked);
    }

    [Fact]
    public void Key_that_is_made_while_the_switch_runs_works_within_the_interval()
    {
        var ring = Ring();
        var (text, _) = _file.Create(ApiKeyRole.Operator, 0, "");
        _time.Advance(ApiKeyRing.LookInterval);

        Assert.True(ring.TryAuthenticate($"Bearer {text}", out _));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""[{"id":"0123456789","role":"acquirer","participant":0,"created":"2026-11-22T00:00:00Z","salt":"00","hash":"00"}]""")]
    public void Damaged_file_opens_to_nobody_until_it_is_right_again(string damage)
    {
        var (text, _) = _file.Create(ApiKeyRole.Operator, 0, "");
        var right = File.ReadAllText(_file.Path);
        var ring = Ring();
        File.WriteAllText(_file.Path, damage);
        _time.Advance(ApiKeyRing.LookInterval);

        Assert.False(ring.TryAuthenticate($"Bearer {text}", out _));
        Assert.Throws<ApiKeyFileException>(() => _file.Create(ApiKeyRole.Operator, 0, ""));
        Assert.Equal(damage, File.ReadAllText(_file.Path));

        File.WriteAllText(_file.Path, right);
        _time.Advance(ApiKeyRing.LookInterval);
        Assert.True(ring.TryAuthenticate($"Bearer {text}", out _));
    }

    [Fact]
    public void Keys_made_at_once_by_several_are_all_kept_or_refused()
    {
        var made = 0;
        Parallel.For(0, 16, _ =>
        {
            try
            {
                _file.Create(ApiKeyRole.Operator, 0, "");
                Interlocked.Increment(ref made);
            }
            catch (ApiKeyFileException exception)
            {
                Assert.Contains("can't be changed", exception.Message, StringComparison.Ordinal);
            }
        });

        Assert.Equal(made, _file.Read().Count);
        Assert.NotEqual(0, made);
    }

    [Theory]
    [InlineData(ApiKeyRole.Acquirer, 0)]
    [InlineData(ApiKeyRole.Operator, 7)]
    public void Role_and_participant_must_fit(ApiKeyRole role, uint participant) =>
        Assert.Throws<ArgumentException>(() => _file.Create(role, participant, ""));

    private ApiKeyRing Ring() => new(_file, _time, NullLogger.Instance);
}
