namespace TpWallet.Core.Memory;

/// <summary>Says what is wrong with a record that is loaded, or null.</summary>
internal delegate string? RecordCheck<TRecord>(in TRecord record) where TRecord : unmanaged;
