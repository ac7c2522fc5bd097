using System.CommandLine;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Server.Configuration;
using Command = System.CommandLine.Command;

namespace TpWallet.Server.CommandLine;

/// <summary><c>tpwallet keys create</c>, <c>revoke</c> and <c>list</c>: who may use REST. A running switch notices within a second or two.</summary>
internal static class KeysCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("keys", "Keys for REST, in the data folder of a switch that may be running.")
    {
        CreateCreate(), CreateRevoke(), CreateList(),
    };

    private static Command CreateCreate()
    {
        var data = DataOption();
        var role = Choices.Option<ApiKeyRole>(
            "--role", "acquirer: sends its participant's commands; operator: everything; read-only: sees, and changes nothing");
        role.Required = true;
        var participant = Numbers.Optional(
            "--participant", "For whom it speaks; an operator's key names none, a read-only key that names none sees everything", 1u, uint.MaxValue);
        var label = new Option<string>("--label") { Description = "What it is for, to be shown in the list", DefaultValueFactory = static _ => "" };
        var command = new Command("create", "Make a key and show it, once. Only a salted hash of it is kept.") { data, role, participant, label };
        CommandContext.SetAction(command, (context, _) => Task.FromResult(Use(context, data, file =>
        {
            var (holder, speaksFor) = (context.Get(role)!.Value, context.Get(participant) ?? 0);
            if (!ApiKeyFile.MaySpeakFor(holder, speaksFor))
            {
                throw new CommandFailure(ExitCodes.Usage, holder == ApiKeyRole.Acquirer
                    ? "an acquirer's key needs --participant"
                    : "an operator's key speaks for everybody: leave --participant out");
            }

            var (text, key) = file.Create(holder, speaksFor, context.Get(label)!);
            context.WriteResult(
                new { key = text, id = key.Id, role = key.Role, participant = key.Participant, file = file.Path },
                $"{text}{Environment.NewLine}Keep it: it can't be shown again. Its id is {key.Id}.");
            return ExitCodes.Success;
        })));
        return command;
    }

    private static Command CreateRevoke()
    {
        var data = DataOption();
        var id = new Argument<string>("ID") { Description = "The key's id, as list shows it" };
        var command = new Command("revoke", "End a key's validity, for good.") { data, id };
        CommandContext.SetAction(command, (context, _) => Task.FromResult(Use(context, data, file =>
        {
            var name = context.Get(id)!;
            if (!file.Revoke(name))
            {
                throw new CommandFailure(ExitCodes.Usage, $"there is no valid key '{name}' in {file.Path}");
            }

            context.WriteResult(new { id = name, revoked = true }, $"key {name} is revoked; a running switch notices within seconds");
            return ExitCodes.Success;
        })));
        return command;
    }

    private static Command CreateList()
    {
        var data = DataOption();
        var command = new Command("list", "Show all keys, revoked ones included; never the keys themselves.") { data };
        CommandContext.SetAction(command, (context, _) => Task.FromResult(Use(context, data, file =>
        {
            foreach (var key in file.Read())
            {
                var state = key.Revoked is { } revoked ? $"revoked {revoked:u}" : "valid";
                var speaksFor = key.Participant == 0 ? "everybody" : $"participant {key.Participant}";
                context.WriteResult(
                    new { key.Id, key.Role, key.Participant, key.Label, key.Created, key.Revoked },
                    $"{key.Id}  {Choices.Name(key.Role),-9}  {speaksFor,-22}  made {key.Created:u}  {state}  {key.Label}".TrimEnd());
            }

            return ExitCodes.Success;
        })));
        return command;
    }

    private static int Use(CommandContext context, Option<string> data, Func<ApiKeyFile, int> action)
    {
        var folder = context.Get(data)!;
        if (!Directory.Exists(folder))
        {
            throw new CommandFailure(ExitCodes.Usage, $"there is no folder {folder}: name a switch's data folder with --data");
        }

        try
        {
            return action(new ApiKeyFile(Path.Combine(folder, ApiKeyFile.Name)));
        }
        catch (ApiKeyFileException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message, exception);
        }
    }

    private static Option<string> DataOption() => new("--data")
    {
        Description = "The switch's data folder",
        HelpName = "DIR",
        DefaultValueFactory = static _ => new SwitchConfiguration().Data,
    };
}
