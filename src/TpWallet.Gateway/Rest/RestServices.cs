using TpWallet.Disruptor;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Gateway.Sessions;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>What REST needs of a switch that is up.</summary>
/// <param name="Ring">Where requests go.</param>
/// <param name="Sessions">The sessions of the switch, the same that its Respond stage has.</param>
/// <param name="Keys">Who may ask.</param>
/// <param name="Payments">What was applied; null: not kept, and questions about it are refused.</param>
public sealed record RestServices(RingBuffer<Slot> Ring, SessionRegistry Sessions, ApiKeyFile Keys, IPaymentHistory? Payments);
