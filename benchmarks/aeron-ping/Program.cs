using System.CommandLine;
using TpWallet.Aeron.Samples;

// aeron-ping ping  == request channel ==>  aeron-ping pong
//                 <== reply channel ==
var request = new Option<string>("--request")
{
    Description = "channel from ping to pong",
    DefaultValueFactory = _ => "aeron:udp?endpoint=127.0.0.1:20123",
};
var reply = new Option<string>("--reply")
{
    Description = "channel from pong to ping",
    DefaultValueFactory = _ => "aeron:udp?endpoint=127.0.0.1:20124",
};
var requestStream = new Option<int>("--request-stream") { Description = "stream id of the requests", DefaultValueFactory = _ => 1002 };
var replyStream = new Option<int>("--reply-stream") { Description = "stream id of the replies", DefaultValueFactory = _ => 1003 };
var count = new Option<int>("--count") { Description = "round trips to measure", DefaultValueFactory = _ => 100_000 };
var warmUp = new Option<int>("--warm-up") { Description = "round trips before that", DefaultValueFactory = _ => 20_000 };
var length = new Option<int>("--length") { Description = "bytes in a message", DefaultValueFactory = _ => 128 };
var interval = new Option<int>("--interval-us")
{
    Description = "microseconds between pings; 0 sends the next at once",
    DefaultValueFactory = _ => 0,
};

var ping = new Command("ping", "Sends messages and measures how long their echoes take.")
{
    request, reply, requestStream, replyStream, count, warmUp, length, interval,
};
ping.SetAction(result => new Ping(
    result.GetValue(request)!, result.GetValue(requestStream), result.GetValue(reply)!, result.GetValue(replyStream), result.GetValue(length))
    .Run(result.GetValue(warmUp), result.GetValue(count), result.GetValue(interval)));

var seconds = new Option<int>("--seconds") { Description = "end after so long without a ping", DefaultValueFactory = _ => 10 };
var pong = new Command("pong", "Echoes messages until none comes any more.") { request, reply, requestStream, replyStream, seconds };
pong.SetAction(result => Pong.Run(
    result.GetValue(request)!, result.GetValue(requestStream), result.GetValue(reply)!, result.GetValue(replyStream), result.GetValue(seconds)));

return new RootCommand("Round trips over Aeron.") { ping, pong }.Parse(args).Invoke();
