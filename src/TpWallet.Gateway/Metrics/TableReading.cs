namespace TpWallet.Gateway.Metrics;

/// <summary>How full a table of the core is.</summary>
/// <param name="Table">Its name, as the label of the metric.</param>
/// <param name="Used">Entries used.</param>
/// <param name="Capacity">Entries that fit.</param>
public readonly record struct TableReading(string Table, long Used, long Capacity);
