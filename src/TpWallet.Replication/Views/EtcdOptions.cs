namespace TpWallet.Replication.Views;

/// <summary>Where a group's view lies in etcd.</summary>
public sealed record EtcdOptions
{
    /// <summary>Client addresses of etcd's members, such as <c>https://10.0.0.1:2379</c>; the next one is asked when one doesn't answer.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>Name of the group: letters, digits, hyphens.</summary>
    public required string Group { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The key that holds the view.</summary>
    public string Key => $"/tpwallet/{Group}/view";

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Endpoints.Count == 0 || Endpoints.Any(static endpoint => endpoint.Scheme is not ("http" or "https")))
        {
            throw new ArgumentException("At least one endpoint is needed, each http or https.", nameof(Endpoints));
        }

        if (Group.Length is 0 or > 64 || Group.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
        {
            throw new ArgumentException("The name of a group is 1 to 64 letters, digits and hyphens.", nameof(Group));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero);
    }
}
