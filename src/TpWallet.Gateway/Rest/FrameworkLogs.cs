using Microsoft.Extensions.Logging;

namespace TpWallet.Gateway.Rest;

/// <summary>
/// What the web server may log: warnings and errors. Its lines below that repeat paths and headers of requests, and with them whatever a
/// client put there.
/// </summary>
internal sealed class FrameworkLogs(ILoggerFactory logs) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Filter(logs.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The web server logs where the switch does.");

    public void Dispose()
    {
        // The factory behind it is the switch's.
    }

    private sealed class Filter(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
