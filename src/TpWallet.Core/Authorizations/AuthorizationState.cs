namespace TpWallet.Core.Authorizations;

/// <summary>Where an authorization stands. Exactly one of the ended states is ever reached.</summary>
internal enum AuthorizationState : byte
{
    None = 0,
    Held = 1,
    Captured = 2,
    Voided = 3,
}
