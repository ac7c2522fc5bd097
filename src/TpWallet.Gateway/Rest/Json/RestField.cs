namespace TpWallet.Gateway.Rest.Json;

/// <summary>One member of a request's body or path: how it is written, its range, its meaning, and where it goes in the command.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Type">How its value is written.</param>
/// <param name="Set">Where it goes.</param>
/// <param name="Description">What it means, a sentence.</param>
/// <param name="Example">A value as JSON.</param>
internal sealed record RestField(string Name, FieldType Type, FieldSetter Set, string Description, string Example)
{
    /// <summary>The least value of an integer.</summary>
    public ulong Minimum { get; init; }

    /// <summary>The largest value of an integer.</summary>
    public ulong Maximum { get; init; } = ulong.MaxValue;

    /// <summary>The words of a choice; the number of each is its place in the list plus <see cref="Minimum"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool IsRequired { get; init; }

    /// <summary>Whether it stands in the path instead of the body.</summary>
    public bool IsInPath { get; init; }

    public RestField Required() => this with { IsRequired = true };

    public RestField InPath() => this with { IsRequired = true, IsInPath = true };
}
