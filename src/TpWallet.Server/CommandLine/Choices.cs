using System.CommandLine;
using System.Text.Json;

namespace TpWallet.Server.CommandLine;

/// <summary>Options whose value is one of an enum's members, written in kebab-case.</summary>
internal static class Choices
{
    /// <summary>
    /// An option that takes one of the members of <typeparamref name="T"/>; null when it isn't given. A default belongs into the description:
    /// the help would show it by the member's name in the code.
    /// </summary>
    public static Option<T?> Option<T>(string name, string description)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().Select(Name).ToArray();
        return new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                foreach (var value in Enum.GetValues<T>())
                {
                    if (Name(value) == text)
                    {
                        return value;
                    }
                }

                result.AddError($"{name} must be one of {string.Join(", ", names)}, not '{text}'");
                return null;
            },
        };
    }

    /// <summary>The member's name as it is written on the command line and in the configuration.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
