using TpWallet.Messages;

namespace TpWallet.Gateway.Rest.Json;

/// <summary>Puts a field's value where it belongs in the command.</summary>
internal delegate void FieldSetter(ref Command command, FieldValue value);
