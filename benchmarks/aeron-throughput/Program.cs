using System.CommandLine;
using TpWallet.Aeron.Samples;

// aeron-throughput subscribe <channel> ...  <== UDP ==  aeron-throughput publish <channel> ...
var channel = new Argument<string>("channel") { Description = "aeron:udp?endpoint=host:port|mtu=8k|..." };
var stream = new Option<int>("--stream") { Description = "stream id", DefaultValueFactory = _ => 1001 };
var count = new Option<long>("--count") { Description = "messages", DefaultValueFactory = _ => 10_000_000 };
var length = new Option<int>("--length") { Description = "bytes in a message", DefaultValueFactory = _ => 128 };
var thread = new Option<bool>("--thread") { Description = "run the event loop on a thread of its own" };
var portable = new Option<bool>("--portable") { Description = "use only portable system calls" };

var publish = new Command("publish", "Sends messages as fast as the receiver takes them.") { channel, stream, count, length, thread, portable };
publish.SetAction(result => Publisher.Run(
    result.GetValue(channel)!, result.GetValue(stream), result.GetValue(count), result.GetValue(length), result.GetValue(thread),
    result.GetValue(portable)));

var subscribe = new Command("subscribe", "Receives messages and checks their order.") { channel, stream, count, thread, portable };
subscribe.SetAction(result => Subscriber.Run(
    result.GetValue(channel)!, result.GetValue(stream), result.GetValue(count), result.GetValue(thread), result.GetValue(portable)));

return new RootCommand("Messages a second over Aeron.") { publish, subscribe }.Parse(args).Invoke();
