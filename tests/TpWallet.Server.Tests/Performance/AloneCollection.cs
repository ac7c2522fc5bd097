namespace TpWallet.Server.Tests.Performance;

/// <summary>Tests that run when no others of this assembly do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
