using Microsoft.Extensions.Logging;
using Sweep.Client.Output;

namespace Sweep.Client.Cluster.Orleans;

/// <summary>Keeps the cluster client's own log off the screen; with -v its warnings are shown, one line each.</summary>
internal sealed class ClientLog(Screen screen) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Category(screen, categoryName.Split('.')[^1]);

    public void Dispose()
    {
        // nothing is held
    }

    private sealed class Category(Screen screen, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => screen.IsVerbose && logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            string cause = exception is null ? "" : $" ({exception.GetBaseException().Message})";
            screen.WriteError($"cluster client, {name}: {formatter(state, exception)}{cause}".ReplaceLineEndings(" "));
        }
    }
}
