using System.Numerics;
using System.Text;
using System.Text.Json;
using TpWallet.Gateway.Rest.Json;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>One kind of command as a resource: where it is, what its body holds, and who may send it.</summary>
internal sealed class RestOperation
{
    private readonly byte[][] _names;
    private readonly ulong _required;

    /// <param name="method">POST, or PUT for what sets a state.</param>
    /// <param name="path">The route, with the fields of the path in braces.</param>
    /// <param name="kind">The command.</param>
    /// <param name="summary">What it does, a sentence.</param>
    /// <param name="fields">The members of its body, at most 64, and the fields of its path.</param>
    public RestOperation(string method, string path, CommandKind kind, string summary, params IReadOnlyList<RestField> fields)
    {
        Method = method;
        Path = path;
        Kind = kind;
        Summary = summary;
        PathFields = [.. fields.Where(static field => field.IsInPath)];
        BodyFields = [.. fields.Where(static field => !field.IsInPath)];
        _names = [.. BodyFields.Select(static field => Encoding.UTF8.GetBytes(field.Name))];
        BodyNames = string.Join(", ", BodyFields.Select(static field => field.Name));
        for (var index = 0; index < BodyFields.Length; index++)
        {
            _required |= BodyFields[index].IsRequired ? 1UL << index : 0;
        }
    }

    public string Method { get; }

    public string Path { get; }

    public CommandKind Kind { get; }

    public string Summary { get; }

    public RestField[] PathFields { get; }

    public RestField[] BodyFields { get; }

    /// <summary>The names of the members, for a person.</summary>
    public string BodyNames { get; }

    /// <summary>Flags that every command of it has.</summary>
    public CommandFlags Flags { get; init; }

    /// <summary>Only for an operator.</summary>
    public bool IsOperatorsAlone { get; init; }

    /// <summary>It concerns the switch itself and acts for no participant.</summary>
    public bool IsOfTheSwitch { get; init; }

    /// <summary>Two members of which exactly one must be there; null: none.</summary>
    public (RestField First, RestField Second)? OneOf { get; init; }

    /// <summary>The number of the member whose name the reader stands at; -1 when there is none.</summary>
    public int IndexOf(ref Utf8JsonReader json)
    {
        for (var index = 0; index < _names.Length; index++)
        {
            if (json.ValueTextEquals(_names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>What is missing from, or too much in, a body with these members; null when nothing is.</summary>
    public string? Missing(ulong seen)
    {
        if ((_required & ~seen) is var missing and not 0)
        {
            return $"{BodyFields[BitOperations.TrailingZeroCount(missing)].Name} is missing";
        }

        if (OneOf is not var (first, second))
        {
            return null;
        }

        var both = (1UL << Array.IndexOf(BodyFields, first)) | (1UL << Array.IndexOf(BodyFields, second));
        return BitOperations.PopCount(seen & both) == 1 ? null : $"exactly one of {first.Name} and {second.Name} must be there";
    }
}
