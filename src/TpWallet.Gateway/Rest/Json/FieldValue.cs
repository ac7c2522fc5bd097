using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>The value of a field, read and within its range.</summary>
/// <param name="Number">The number, also of a choice, a currency, a boolean, a date (days since 2000-01-01), a reference or a terminal.</param>
/// <param name="Id">The UUID.</param>
internal readonly record struct FieldValue(ulong Number, RequestId Id = default)
{
    public long Amount => (long)Number;

    public bool IsTrue => Number != 0;
}
