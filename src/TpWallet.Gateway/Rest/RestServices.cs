using TpWallet.Disruptor;
using TpWallet.Gateway.History;
using TpWallet.Gateway.Iso8583;
using TpWallet.Gateway.Rest.Keys;
using TpWallet.Gateway.Sessions;
using TpWallet.Gateway.Timeline;
using TpWallet.Messages;

namespace TpWallet.Gateway.Rest;

/// <summary>What REST needs of a switch that is up.</summary>
/// <param name="Ring">Where requests go.</param>
/// <param name="Sessions">The sessions of the switch, the same that its Respond stage has.</param>
/// <param name="Keys">Who may ask.</param>
/// <param name="Payments">What was applied; null: not kept, and questions about it are refused.</param>
/// <param name="Messages">The latest messages; null: not kept.</param>
/// <param name="IsoMessages">What of them was ISO 8583; null: nothing.</param>
public sealed record RestServices(RingBuffer<Slot> Ring, SessionRegistry Sessions, ApiKeyFile Keys, IPaymentHistory? Payments,
    MessageLog? Messages = null, IsoMessageLog? IsoMessages = null);
